"""Runs in Debian's Python, which has QGIS: reads a question a line, answers with a line."""

import json
import os
import struct
import sys
from collections import Counter

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsProviderRegistry,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

WGS84 = "EPSG:7030"


def opened(uri):
    """Open a layer as the browser of QGIS does: with the style that came with it."""
    layer = QgsVectorLayer(uri, "layer", "ogr")
    if not layer.isValid():
        raise ValueError(f"QGIS cannot open {uri}")
    return layer


def layers(uri):
    """Return the names of the layers of a file."""
    return [each.name() for each in QgsProviderRegistry.instance().querySublayers(uri)]


def features(uri):
    """Return id, Russian name, geometry and length of each row."""
    layer = opened(uri)
    project = QgsProject.instance()
    ruler = QgsDistanceArea()
    ruler.setSourceCrs(layer.crs(), project.transformContext())
    ruler.setEllipsoid(WGS84)
    rows = []
    for each in layer.getFeatures():
        shape = each.geometry()
        name = each["name_ru"] if "name_ru" in each.fields().names() else None
        text = name if isinstance(name, str) else None  # QGIS has a null of its own
        rows.append([each["id"], text, shape.asJson(12), ruler.measureLength(shape)])
    return rows


def style(uri):
    """Return how a layer is drawn: its renderer, its categories, whether it has labels."""
    layer = opened(uri)
    return {
        "renderer": layer.renderer().type(),
        "categories": [each.label() for each in layer.renderer().legendSymbolItems()],
        "labels": layer.labelsEnabled(),
    }


def measures(uri):
    """Return the first and the last M of each line, by id."""
    found = {}
    for each in opened(uri).getFeatures():
        parts = each.geometry().constParts()
        points = [vertex for part in parts for vertex in part.vertices()]
        found[each["id"]] = [points[0].m(), points[-1].m()]
    return found


def picture(uris, path, box):
    """Draw layers, the first on top, into a PNG; return the number of pixels of each colour."""
    drawn = [opened(uri) for uri in uris]
    settings = QgsMapSettings()
    settings.setLayers(drawn)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    settings.setExtent(QgsRectangle(*box))
    settings.setOutputSize(QSize(1400, 700))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage().convertToFormat(QImage.Format_RGB32)
    image.save(path)
    content = image.constBits().asstring(image.sizeInBytes())
    counted = Counter(number for (number,) in struct.iter_unpack("=I", content))
    return {f"#{number & 0xFFFFFF:06x}": count for number, count in counted.items()}


def main():
    """Answer until nobody asks any more."""
    application = QgsApplication([], False)
    application.initQgis()
    answers = {each.__name__: each for each in (layers, features, style, measures, picture)}
    for line in sys.stdin:
        question, arguments = json.loads(line)
        try:
            answer = {"value": answers[question](**arguments)}
        except Exception as error:  # whatever it is, who asked has to know
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    sys.stdout.flush()
    os._exit(0)  # QGIS 3.22 may crash on the way out, when everything has been said


if __name__ == "__main__":
    main()
