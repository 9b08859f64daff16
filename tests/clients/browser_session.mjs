// What a maker of maps does with our addresses in OpenLayers and ogc-client; prints what came of it as JSON.
// node browser_session.mjs BASE_URL
import { OgcApiEndpoint } from "@camptocamp/ogc-client";
import { stylefunction } from "ol-mapbox-style";
import GeoJSON from "ol/format/GeoJSON.js";
import MVT from "ol/format/MVT.js";
import { register } from "ol/proj/proj4.js";
import { getCenter } from "ol/extent.js";
import VectorTileLayer from "ol/layer/VectorTile.js";
import proj4 from "proj4";

const base = process.argv[2];
const items = `${base}/ogc/v1/collections/gemeenten/items`;
const warnings = [];
for (const kind of ["warn", "error"]) console[kind] = (...words) => warnings.push(words.join(" "));
proj4.defs("EPSG:28992", "+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 " +
  "+ellps=bessel +towgs84=565.4171,50.3319,465.5524,1.9342,-1.6677,9.1019,4.0725 +units=m");
register(proj4);
const json = async (address) => (await fetch(address)).json();

/** Where Amsterdam lands when the format finds out by itself in which system the document is. */
async function place(address) {
  const document = await json(address);
  const format = new GeoJSON();
  const projection = format.readProjection(document).getCode();
  const features = format.readFeatures(document, { featureProjection: "EPSG:4326" });
  const amsterdam = features.find((one) => one.get("statcode") === "GM0363");
  return { projection, count: features.length, place: getCenter(amsterdam.getGeometry().getExtent()) };
}

/** The collections with tiles, and what a tile of one holds. */
async function tiles() {
  const endpoint = new OgcApiEndpoint(`${base}/ogc/v1`);
  const collections = await endpoint.vectorTileCollections;
  const about = await endpoint.getCollectionInfo("gemeenten");
  const template = await endpoint.getVectorTilesetUrl("gemeenten", "WebMercatorQuad");
  const set = await json(template);
  const item = set.links.find((one) => one.rel === "item").href;
  const address = item.replace("{tileMatrix}", "5").replace("{tileRow}", "10").replace("{tileCol}", "16");
  const tile = await (await fetch(address)).arrayBuffer();
  const layers = new Set(new MVT().readFeatures(tile).map((one) => one.get("layer")));
  const page = await endpoint.getCollectionItems("gemeenten", 5);
  return {
    features: await endpoint.featureCollections, collections, formats: about.vectorTileFormats, crs: about.crs.length,
    layers: [...layers], page: page.length,
  };
}

/** Which fonts the style draws with, and where OpenLayers goes for letters that the computer lacks. */
async function style() {
  const told = await json(`${base}/styles/status.json`);
  const fetched = [];
  const drawn = stylefunction(new VectorTileLayer(), told, "land-in-beeld", undefined, undefined, undefined, (fonts, template) => {
    fetched.push({ fonts, template });
    return fonts;
  });
  const tile = await (await fetch(`${base}/tiles/actueel/9/262/168.mvt`)).arrayBuffer();
  const named = new MVT({ layerName: "mvt:layer" }).readFeatures(tile).filter((one) => one.get("mvt:layer") === "namen");
  for (const name of named.filter((one) => !one.get("naam").includes(" "))) drawn(name, 100); // wrapping needs a canvas
  const filled = { "{font-family}": "ibm-plex-sans", "{fontweight}": "400", "{-fontstyle}": "" };
  const css = await fetch(fetched[0].template.replace(/{[^}]+}/g, (part) => filled[part]));
  return { fonts: [...new Set(fetched.flatMap((one) => one.fonts))], css: css.status, template: fetched[0].template };
}

const told = { degrees: await place(items), rd: await place(`${items}?crs=http://www.opengis.net/def/crs/EPSG/0/28992`),
  tiles: await tiles(), style: await style() };
console.log(JSON.stringify({ ...told, warnings }));
