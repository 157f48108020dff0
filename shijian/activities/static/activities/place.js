// Finds the nearest place on the device: the position never leaves it, only the chosen place is sent.
const NEAR_M = 500;
const EARTH_M = 6371000;
const radians = (degrees) => (degrees * Math.PI) / 180;

function metres(here, there) {
  const [lat1, lat2] = [radians(here.latitude), radians(there.latitude)];
  const half =
    Math.sin((lat2 - lat1) / 2) ** 2 +
    Math.cos(lat1) * Math.cos(lat2) * Math.sin(radians(there.longitude - here.longitude) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(half));
}

const places = [...document.querySelectorAll("[data-place]")].map(({ dataset }) => ({
  key: dataset.place,
  latitude: Number(dataset.latitude),
  longitude: Number(dataset.longitude),
}));
const button = document.querySelector("[data-find-place]");
const status = document.querySelector("[data-place-status]");

function choose({ coords }) {
  const near = places.map((place) => ({ ...place, far: metres(coords, place) })).sort((a, b) => a.far - b.far)[0];
  if (!near || near.far > NEAR_M + coords.accuracy) {
    status.textContent = button.dataset.none;
    return;
  }
  for (const select of document.querySelectorAll('select[name="place"]')) {
    select.value = near.key;
    status.textContent = select.selectedOptions[0]?.textContent ?? "";
  }
}

const missed = () => (status.textContent = button.dataset.none);
button?.addEventListener("click", () => navigator.geolocation.getCurrentPosition(choose, missed, { timeout: 10000 }));
