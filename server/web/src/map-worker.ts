// The worker of the map, built from the library's own source so that it shares its code with the page.
import "maplibre-gl/worker";
