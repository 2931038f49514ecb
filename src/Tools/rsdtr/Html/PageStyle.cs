namespace RsdtrEdge.Tools.Rsdtr.Html;

/// <summary>How pages look: in light and dark, and on paper. Browsers read it as it stands, so that it must do without what XML escapes.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet.</summary>
    public const string Sheet = """

        :root {
          color-scheme: light;
          --page: #ffffff; --panel: #f4f6f8; --text: #1b1f24; --quiet: #545d68; --rule: #c9d1d9;
          --before: #7d8792; --after: #0b5cad; --limit: #b3261e; --link: #0b5cad;
          --met: #0f5323; --met-panel: #def7e4; --passed: #0a417a; --passed-panel: #def0ff; --missed: #8c1219; --missed-panel: #ffe9e7;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            color-scheme: dark;
            --page: #14181d; --panel: #1e242b; --text: #e6e9ec; --quiet: #a7b1bc; --rule: #3b444e;
            --before: #7d8792; --after: #64b1fa; --limit: #ff9c94; --link: #7cbcfb;
            --met: #8ae6a8; --met-panel: #12321f; --passed: #a5d4ff; --passed-panel: #12304d; --missed: #ffb9b3; --missed-panel: #471519;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 84rem; padding: 1.5rem; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
        h1 { margin: 0 0 .5rem; font-size: 1.7rem; overflow-wrap: anywhere; }
        h2 { margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--rule); font-size: 1.25rem; }
        h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
        a { color: var(--link); }
        code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; unicode-bidi: isolate; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0 0; padding: 0; list-style: none; }
        .kind, .note, footer { color: var(--quiet); }
        .kind { margin: 0; }
        .note, footer { font-size: .87rem; }
        footer { margin-top: 3rem; border-top: 1px solid var(--rule); }
        .verdict { display: inline-block; margin: 0 0 1rem; border: 1px solid; border-radius: .4rem; padding: .35rem .8rem; font-weight: 600; }
        .met { background: var(--met-panel); color: var(--met); }
        .passedThrough { background: var(--passed-panel); color: var(--passed); }
        .notMet { background: var(--missed-panel); color: var(--missed); }
        dl { margin: 0; }
        dd { margin: 0; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; }
        .tiles div { border: 1px solid var(--rule); border-radius: .4rem; padding: .6rem .9rem; background: var(--panel); }
        .tiles dt, .tiles span { display: block; color: var(--quiet); font-size: .87rem; }
        .tiles strong { font-size: 1.4rem; }
        .facts { margin-top: 1rem; }
        .facts div { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: 1rem; }
        .facts dt { color: var(--quiet); }
        .facts dd { overflow-wrap: anywhere; }
        .wide { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-size: .87rem; font-variant-numeric: tabular-nums; }
        caption { padding: .25rem 0; color: var(--quiet); text-align: left; }
        th, td { border-bottom: 1px solid var(--rule); padding: .3rem .7rem; text-align: left; vertical-align: top; }
        thead th { background: var(--panel); vertical-align: bottom; }
        tbody th { font-weight: 400; }
        .figure { text-align: right; white-space: nowrap; }
        td ul { margin: 0; padding: 0; list-style: none; }
        .exceeded { color: var(--missed); }
        figure { margin: 1rem 0; overflow-x: auto; }
        figcaption { color: var(--quiet); font-size: .87rem; }
        .curves { display: flex; flex-wrap: wrap; gap: 1rem; }
        .curves figure { margin: 0; }
        svg { display: block; max-width: 100%; }
        svg.bars { width: 60rem; min-width: 40rem; }
        svg.curve { width: 26rem; }
        svg.share { width: 100%; height: 10px; margin-top: .4rem; }
        svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
        svg .quiet { fill: var(--quiet); }
        svg .before { fill: var(--before); }
        svg .after { fill: var(--after); }
        svg line { stroke: var(--rule); }
        svg line.limit { stroke: var(--limit); stroke-width: 2; }
        svg polyline { fill: none; stroke: var(--after); stroke-width: 2; }
        @media print {
          @page { size: landscape; margin: 12mm; }
          body { max-width: none; padding: 0; font-size: 9pt; }
          table { font-size: 7.5pt; }
          th, td { padding: 1mm 1.5mm; }
          nav { display: none; }
          .wide, figure { overflow: visible; }
          h2, h3, caption { break-after: avoid; }
          tr, .tiles div, .curves figure { break-inside: avoid; }
          .verdict, .tiles div, thead th { print-color-adjust: exact; }
          svg.bars { width: 100%; min-width: 0; }
        }

        """;
}
