// How the page of `apifunc summary --html` looks: in light and dark, and on paper.

namespace ApiFunc.Commands;

internal static class SummaryStyle
{
    /// <summary>The hash of <see cref="Sheet"/>, by which the page's policy knows it; a test compares them.</summary>
    public const string Hash = "sha256-hS3rYGPj4V0v8uONfdvyKJhld6lVhbLKkKkOiYfa1WU=";

    /// <summary>The style sheet, without the tags around it.</summary>
    public const string Sheet =
        """

        :root {
          --paper: #fdfdfb; --ink: #1d1f21; --soft: #5b6067; --line: #dfdfd8; --shade: #f4f4ef;
          --ok: #3f8f63; --bad: #bb3e30; --stop: #c28a1e; --open: #8b9099;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --paper: #16181b; --ink: #e4e4df; --soft: #a3a8b0; --line: #30343a; --shade: #1e2125;
            --ok: #4f9f74; --bad: #d9614f; --stop: #cf9a3a; --open: #767d88;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
          font-variant-numeric: tabular-nums;
        }
        main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
        h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; font-weight: 600; letter-spacing: -0.01em; }
        h2 { margin: 3rem 0 0.75rem; font-size: 1.1rem; font-weight: 600; }
        .scope, .more, .legend, small { color: var(--soft); }
        .scope { margin: 0.4rem 0 0; }
        .more { margin: 0.5rem 0 0; }
        .figures {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1.25rem 1.5rem;
          margin: 2rem 0 0; padding: 1.25rem 0; border: solid var(--line); border-width: 1px 0;
        }
        .figures dt { color: var(--soft); font-size: 0.85rem; }
        .figures dd { margin: 0; font-size: 1.65rem; line-height: 1.3; font-weight: 600; }
        .figures small { display: block; font-size: 0.8rem; font-weight: 400; }
        .chart { display: block; width: 100%; height: auto; }
        .chart line { stroke: var(--line); }
        .chart text { fill: var(--soft); font-size: 11px; }
        .legend { margin: 0.5rem 0 0; font-size: 0.85rem; }
        .legend span { margin-right: 1.25rem; white-space: nowrap; }
        .legend svg { width: 0.7em; height: 0.7em; }
        .ok { fill: var(--ok); }
        .bad { fill: var(--bad); }
        .stop { fill: var(--stop); }
        .open { fill: var(--open); }
        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: 0.35rem 0.75rem 0.35rem 0; text-align: left; vertical-align: top; font-weight: 400; }
        th:last-child, td:last-child { padding-right: 0; }
        thead th, thead td {
          border-bottom: 1px solid var(--ink); color: var(--soft); font-size: 0.85rem; white-space: nowrap; vertical-align: bottom;
        }
        tbody tr { border-bottom: 1px solid var(--line); }
        tbody tr:hover { background: var(--shade); }
        tbody th { overflow-wrap: anywhere; min-width: 8rem; }
        .n { text-align: right; white-space: nowrap; }
        .bars { width: 120px; }
        .bar { display: block; width: 120px; height: 10px; margin-top: 0.45rem; }
        .id { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.85em; white-space: nowrap; }
        .failure { width: 100%; overflow-wrap: anywhere; padding-left: 0.75rem; }
        .category { color: var(--soft); white-space: nowrap; }
        .category::before { content: "\00B7\00A0"; }
        code, samp { display: block; font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.85em; }
        samp { color: var(--soft); }
        i { color: var(--soft); }
        ul { margin: 0; padding-left: 1.25rem; overflow-wrap: anywhere; }
        @media print {
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          h2 { break-after: avoid; }
          tr, .figures, .chart { break-inside: avoid; }
          .scroll { overflow: visible; }
          svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """;
}
