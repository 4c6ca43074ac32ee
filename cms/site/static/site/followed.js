// Tell the house that a result was followed: the query, and nothing about the reader.
for (const results of document.querySelectorAll("[data-followed]")) {
  const tell = (event) => {
    if (event.target.closest("a[href]") && navigator.sendBeacon) {
      navigator.sendBeacon(
        results.dataset.followed,
        new URLSearchParams({ q: results.dataset.query }),
      );
    }
  };
  results.addEventListener("click", tell);
  results.addEventListener("auxclick", tell);
}
