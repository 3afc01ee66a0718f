// turf and PostGIS (as PGlite, PostgreSQL in WebAssembly) for bench_locate.py.
//
//   node node_contenders.mjs turf|postgis FOLDER < cases.json > answers.json
//
// FOLDER has node_modules. A case is { start, end, point, length_m, fraction }, lon, lat in degrees.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [who, folder] = process.argv.slice(2)
const load = createRequire(join(folder, 'package.json'))
const cases = JSON.parse(readFileSync(0, 'utf8'))

async function turf () {
  const { lineString, point, nearestPointOnLine, along, length } = load('@turf/turf')
  const metres = { units: 'meters' }
  return cases.map((each) => {
    const line = lineString([each.start, each.end])
    const found = nearestPointOnLine(line, point(each.point), metres)
    const at = along(line, each.fraction * each.length_m, metres)
    return {
      raw_m: found.properties.location,
      fraction: found.properties.location / length(line, metres),
      at: at.geometry.coordinates
    }
  })
}

async function postgis () {
  const { PGlite } = load('@electric-sql/pglite')
  const extension = load('@electric-sql/pglite-postgis')
  const db = await PGlite.create({ extensions: { postgis: extension.postgis } })
  await db.exec('CREATE EXTENSION postgis')
  const geography = (wkt) => `ST_GeogFromText('SRID=4326;${wkt}')`
  const answers = []
  for (const each of cases) {
    const line = geography(`LINESTRING(${each.start.join(' ')},${each.end.join(' ')})`)
    const { rows } = await db.query(`
      SELECT ST_LineLocatePoint(${line}, ${geography(`POINT(${each.point.join(' ')})`)}) AS fraction,
             ST_X(p) AS lon, ST_Y(p) AS lat, PostGIS_Lib_Version() AS version
      FROM (SELECT ST_LineInterpolatePoint(${line}, ${each.fraction})::geometry AS p) AS q`)
    const { fraction, lon, lat, version } = rows[0]
    answers.push({ fraction, at: [lon, lat], version })
  }
  return answers
}

process.stdout.write(JSON.stringify(await { turf, postgis }[who]()))
