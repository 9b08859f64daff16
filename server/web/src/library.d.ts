// The worker of the map library comes without types.
declare module "maplibre-gl/worker";
