/** The body of the page before its script fills it: headings, controls and empty containers, without foreign text. */
export const PAGE_BODY = `<header class="top">
<div class="title"><h1>Secret overrides</h1><p id="subtitle"></p></div>
<div class="tools">
<button type="button" id="words" aria-pressed="false">Words</button>
<button type="button" id="theme" aria-pressed="false">Dark</button>
</div>
</header>
<section class="filters" role="search" aria-label="Filters">
<h2 class="hidden">Filters</h2>
<div class="fields">
<label class="search">Search <kbd aria-hidden="true">/</kbd>
<input type="search" id="search" placeholder="Secret, service, description" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></label>
<label>Environment <select id="environment"></select></label>
<label>Owner <select id="owner"></select></label>
<button type="button" id="clear">Clear filters</button>
</div>
<div class="verdicts" id="verdicts" role="group" aria-label="Verdicts"></div>
</section>
<section class="findings" id="findings" aria-label="Findings" hidden>
<details><summary></summary><ul></ul></details>
</section>
<main>
<section class="matrix" aria-labelledby="matrix-heading">
<div class="bar">
<h2 id="matrix-heading">Secrets by service</h2>
<p id="status" role="status"></p>
<p class="keys" id="keys"><kbd>←↑↓→</kbd> move <kbd>n</kbd> next override <kbd>Enter</kbd> details <kbd>Esc</kbd> close <kbd>/</kbd> search</p>
</div>
<div class="scroller" id="scroller">
<div class="grid" id="grid" role="grid" aria-labelledby="matrix-heading" aria-describedby="keys"></div>
<div class="band" id="band" hidden></div>
</div>
<div class="empty" id="empty" hidden><p class="big"></p><p></p></div>
<p class="readout" id="readout" aria-hidden="true"></p>
</section>
<aside class="detail" id="detail" aria-labelledby="detail-heading" hidden>
<div class="detail-top"><h2 id="detail-heading" tabindex="-1"></h2>
<button type="button" id="close" aria-label="Close details">Close</button></div>
<div id="detail-body"></div>
</aside>
</main>
<section class="print" id="print" aria-hidden="true"></section>
<noscript><p class="noscript">This page needs JavaScript to show the audit.</p></noscript>`;
