// Copies what stands in a field, and shares its address through the dialog of the device; the buttons stand in the page.

function field(button: HTMLElement, name: string): HTMLInputElement | HTMLTextAreaElement | null {
  return document.querySelector(`#${button.dataset[name]}`);
}

function copy(button: HTMLButtonElement): void {
  const source = field(button, "kopieer");
  if (!source) return;
  source.select();
  const done = (text: string): void => {
    const message = document.querySelector("#kopiemelding");
    if (message) message.textContent = text;
    button.textContent = text;
    setTimeout(() => (button.textContent = "Kopieer"), 3000);
  };
  navigator.clipboard.writeText(source.value).then(
    () => done("Gekopieerd"),
    () => done("Kopieer met Ctrl+C"),
  );
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-kopieer]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-deel]")) {
  button.hidden = !("share" in navigator);
  button.addEventListener("click", () => {
    const url = field(button, "deel")?.value;
    // Whoever closes the dialog of the device has changed their mind: that is no failure.
    if (url) void navigator.share({ title: document.title, url }).catch(() => {});
  });
}

// What can be copied is seen whole, also where a browser does not let a field be as high as its text.
if (!CSS.supports("field-sizing", "content"))
  for (const text of document.querySelectorAll<HTMLTextAreaElement>(".deel textarea")) {
    if (text.scrollHeight > text.clientHeight) text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
  }

/** What is seen now, for a page whose script changes it: the part of its address behind the path, and the month. */
export interface Seen {
  /** The query without a month, beginning with "?", or nothing. */
  query: string;
  /** The hash without a month, beginning with "#", or nothing. */
  hash: string;
  peildatum: string;
  /** The path of the figures below the version that they are of, for good; without it that address stays as it is. */
  blijvend?: string;
}

/** Lets the addresses to share follow what is seen. */
export function shareWhat({ query, hash, peildatum, blijvend }: Seen): void {
  const month = `${query}${query ? "&" : "?"}peildatum=${peildatum}`;
  put("deel-nieuwste", (address) => address.split(/[?#]/)[0] + query + hash);
  put("deel-maand", (address) => address.split(/[?#]/)[0] + month + hash);
  if (blijvend) put("deel-blijvend", (address) => address.replace(/\/versie\/.*$/, `/versie/${blijvend}`));
}

function put(id: string, make: (address: string) => string): void {
  const input = document.querySelector<HTMLInputElement>(`#${id}`);
  if (input) input.value = make(input.value);
}
