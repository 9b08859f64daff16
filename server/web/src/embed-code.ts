// The page /insluiten: shows every choice at once. Example and code are written by the server.
import "./share";

const form = document.querySelector<HTMLFormElement>("#insluitvorm");
// A gemeente or a provincie: whoever chooses one lets go of the other.
const areas = ["gemeente", "provincie"].map((name) => form?.querySelector<HTMLSelectElement>(`[name=${name}]`));
let latest = 0;

/** Puts what the server makes of these choices in place, without leaving the page. */
async function renew(choices: HTMLFormElement): Promise<void> {
  const turn = ++latest;
  const url = new URL(location.pathname, location.href);
  for (const [name, value] of new FormData(choices)) if (value && typeof value === "string") url.searchParams.set(name, value);
  const answer = await fetch(url, { credentials: "omit" }).catch(() => null);
  if (turn !== latest) return;
  if (!answer?.ok) return choices.submit();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  history.replaceState(null, "", url);
  for (const old of document.querySelectorAll<HTMLElement>("[data-vers]")) {
    const part = page.querySelector(`[data-vers="${old.dataset["vers"]}"]`);
    if (part && !old.isEqualNode(part)) old.replaceWith(part);
  }
}

form?.addEventListener("change", (event) => {
  for (const other of areas) if (other && areas.includes(event.target as HTMLSelectElement) && other !== event.target) other.value = "";
  void renew(form);
});
