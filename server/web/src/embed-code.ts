// The copy buttons of /insluiten; the code itself is written by the server.

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-kopieer]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const source = document.querySelector<HTMLTextAreaElement>(`#${button.dataset["kopieer"]}`);
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
  });
}

const form = document.querySelector<HTMLFormElement>("#insluitvorm");
// A gemeente or a provincie: whoever chooses one lets go of the other.
const areas = ["gemeente", "provincie"].map((name) => form?.querySelector<HTMLSelectElement>(`[name=${name}]`));
form?.addEventListener("change", (event) => {
  for (const other of areas) if (other && areas.includes(event.target as HTMLSelectElement) && other !== event.target) other.value = "";
  form.requestSubmit();
});
