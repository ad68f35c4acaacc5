#!/usr/bin/env bash
# Compiles and draws what gradus writes with the programs that readers use:
#   LaTeX with pdflatex and amsmath, Chinese LaTeX with xelatex and ctex, formulas of Markdown with KaTeX,
#   Mermaid in a browser, DOT with Graphviz,
#   HTML with its MathML in chromium, in light, in dark, and as a printed page.
#
# Needs: pdflatex with amsmath (Debian: texlive-latex-recommended), xelatex with ctex
# (texlive-xetex, texlive-lang-chinese), dot (graphviz), chromium, node and npm with access to
# the npm registry (katex, mermaid). A program that isn't there is named, and what it would check is left out.
#
# Usage: examples/render_check.sh [path to gradus]        (default: cargo builds it)
# Leaves what it made in target/render_check, pictures of the pages among it. Exits with 1 when anything fails.
set -u
cd "$(dirname "$0")/.." || exit 1
gradus=${1:-}
if [ -z "$gradus" ]; then
  cargo build --quiet || exit 1
  gradus=${CARGO_TARGET_DIR:-target}/debug/gradus
fi
work=target/render_check
rm -rf "$work"
mkdir -p "$work"
failed=0
has() { command -v "$1" >/dev/null || { echo "left out: $2 (no $1 here)"; return 1; }; }
fail() { echo "FAILED: $1"; failed=1; }

# The pages: a name, then a command.
pages() {
  cat <<'LIST'
layers|backprop|z = w*x + b; a = sigmoid(z); L = (y - a)^2|--at|x=1,y=-2,w=0.5,b=0.1|--rate|0.1
full|backprop|h = tanh(w*x); r = h + x*w; L = r*h|--at|x=1,w=0.5|--steps|full
hidden|backprop|--file|examples/hidden.net|--steps|full
softmax|backprop|--file|examples/softmax.net
logistic|backprop|--file|examples/logistic.net|--size|d=2|--at|x_1=1,x_2=-2,w_1=0.5,w_2=-1,b=0,y=1
kink|backprop|a = relu(w*x); L = (y - a)^2|--at|x=0,y=1,w=1
huber|backprop|e = y - w*x; L = if(abs(e) <= delta, 1/2*e^2, delta*(abs(e) - delta/2))
train|backprop|yhat = w*x + b; L = (yhat - y)^2|--data|examples/data/line.csv|--at|w=0,b=0|--rate|0.01|--train|50
diff|diff|(y - (w*x + b))^2|--wrt|w,b|--order|2
power|diff|x^x|--wrt|x|--steps|full
minimum|minimize|mean((y - w*x)^2)|--over|w
data|minimize|mean((y - w*x)^2)|--over|w|--data|examples/data/line.csv
LIST
}

while IFS='|' read -r name rest; do
  IFS='|' read -r -a words <<<"$rest"
  for lang in en zh; do
    for format in latex markdown html; do
      "$gradus" "${words[@]}" --format "$format" --lang "$lang" --output "$work/$name.$lang.$format" 2>/dev/null ||
        fail "$name: gradus ${words[*]} --format $format --lang $lang"
    done
  done
  if [ "${words[0]}" = backprop ]; then
    for kind in dot svg mmd; do
      "$gradus" "${words[@]}" --plot "$work/$name.$kind" >/dev/null 2>&1 || fail "$name: --plot $kind"
    done
  fi
done < <(pages)

if has pdflatex "LaTeX"; then
  {
    echo '\documentclass{article}'
    echo '\usepackage{amsmath}'
    echo '\usepackage[a4paper,margin=2cm]{geometry}'
    echo '\begin{document}'
    for page in "$work"/*.en.latex; do
      printf '\\section{%s}\n' "$(basename "$page" .en.latex)"
      cat "$page"
    done
    echo '\end{document}'
  } >"$work/all.tex"
  (cd "$work" && pdflatex -interaction=nonstopmode -halt-on-error all.tex >all.out 2>&1) || fail "pdflatex: see $work/all.out"
  wide=$(grep -c 'Overfull' "$work/all.out")
  echo "LaTeX: $(ls "$work"/*.en.latex | wc -l) pages compiled; $wide lines wider than the page"
fi

# Chinese pages need fonts with Chinese characters, which ctex finds.
if has xelatex "Chinese LaTeX"; then
  if kpsewhich ctexart.cls >/dev/null; then
    {
      echo '\documentclass{ctexart}'
      echo '\usepackage{amsmath}'
      echo '\usepackage[a4paper,margin=2cm]{geometry}'
      echo '\begin{document}'
      for page in "$work"/*.zh.latex; do
        printf '\\section{%s}\n' "$(basename "$page" .zh.latex)"
        cat "$page"
      done
      echo '\end{document}'
    } >"$work/all.zh.tex"
    (cd "$work" && xelatex -interaction=nonstopmode -halt-on-error all.zh.tex >all.zh.out 2>&1) || fail "xelatex: see $work/all.zh.out"
    lost=$(grep -c 'Missing character' "$work/all.zh.out")
    [ "$lost" = 0 ] || fail "xelatex: $lost characters without a glyph, see $work/all.zh.out"
    wide=$(grep -c 'Overfull' "$work/all.zh.out")
    echo "Chinese LaTeX: $(ls "$work"/*.zh.latex | wc -l) pages compiled; $wide lines wider than the page"
  else
    echo "left out: Chinese LaTeX (no ctex here)"
  fi
fi

if has node "KaTeX, Mermaid" && has npm "KaTeX, Mermaid"; then
  (cd "$work" && npm init -y >/dev/null 2>&1 && npm install --silent katex mermaid >npm.out 2>&1) || fail "npm install katex mermaid"
  cat >"$work/katex.cjs" <<'SCRIPT'
const katex = require('katex'), fs = require('fs');
let count = 0, wrong = 0;
for (const file of fs.readdirSync('.').filter(name => name.endsWith('.markdown'))) {
  // Fenced blocks hold no formulas.
  const text = fs.readFileSync(file, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const formula = /\$\$([\s\S]+?)\$\$|(?<!\\)\$((?:\\.|[^$\\])+?)\$/g;
  for (const match of text.matchAll(formula)) {
    count += 1;
    try {
      katex.renderToString(match[1] ?? match[2], { displayMode: match[1] !== undefined, throwOnError: true,
        strict: code => code === 'unicodeTextInMathMode' ? 'ignore' : 'error' });
    } catch (error) { wrong += 1; console.log(`${file}: ${error.message}\n  ${match[0]}`); }
  }
}
console.log(`KaTeX: ${count} formulas, ${wrong} refused`);
process.exit(wrong || !count ? 1 : 0);
SCRIPT
  (cd "$work" && node katex.cjs) || fail "KaTeX"
fi

if has dot "DOT"; then
  for graph in "$work"/*.dot; do
    dot -Tsvg "$graph" -o "$graph.svg" || fail "dot $graph"
  done
  echo "DOT: $(ls "$work"/*.dot | wc -l) graphs drawn"
fi

browser=
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && browser=$name && break
done
if [ -z "$browser" ]; then
  echo "left out: HTML, Mermaid (no chromium here)"
else
  look() { timeout 60 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files "$@" 2>/dev/null; }
  pages=0
  for page in "$work"/*.html; do
    case $page in *.look.html) continue ;; esac
    pages=$((pages + 1))
    # A formula that the browser can't draw has no size.
    sed 's#</body>#<script>const m=[...document.querySelectorAll("main > :not(details) math")];document.title="drawn "+m.filter(x=>x.getBoundingClientRect().width>1).length+" of "+m.length+", errors "+document.querySelectorAll("merror").length;</script></body>#' \
      "$page" >"$page.look.html"
    title=$(look --dump-dom "file://$PWD/$page.look.html" | grep -o '<title>drawn [^<]*' | head -1)
    drawn=$(echo "$title" | sed -E 's/.*drawn ([0-9]+) of ([0-9]+), errors ([0-9]+)/\1 \2 \3/')
    read -r some all errors <<<"$drawn"
    { [ "${all:-0}" -gt 0 ] && [ "$some" = "$all" ] && [ "$errors" = 0 ]; } || fail "$page: $title"
  done
  echo "HTML: $pages pages, every formula drawn"
  for page in layers.en softmax.zh; do
    look --window-size=1000,2200 --screenshot="$work/$page.light.png" "file://$PWD/$work/$page.html"
    look --window-size=1000,2200 --force-dark-mode --blink-settings=preferredColorScheme=0 --screenshot="$work/$page.dark.png" "file://$PWD/$work/$page.html"
    look --print-to-pdf="$work/$page.pdf" "file://$PWD/$work/$page.html"
    for made in "$page.light.png" "$page.dark.png" "$page.pdf"; do
      [ -s "$work/$made" ] || fail "$made"
    done
  done
  if [ -f "$work/node_modules/mermaid/dist/mermaid.min.js" ]; then
    graphs=0
    for graph in "$work"/*.mmd; do
      graphs=$((graphs + 1))
      {
        echo '<!doctype html><meta charset="utf-8"><title>waiting</title><pre id="m">'
        sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g' "$graph"
        echo '</pre><script src="node_modules/mermaid/dist/mermaid.min.js"></script><script>'
        echo 'mermaid.initialize({startOnLoad:false});mermaid.render("g",document.getElementById("m").textContent).then(r=>{document.title="drawn";document.body.innerHTML=r.svg;},e=>{document.title="refused: "+e;});'
        echo '</script>'
      } >"$graph.look.html"
      title=$(look --virtual-time-budget=8000 --dump-dom "file://$PWD/$graph.look.html" | grep -o '<title>[^<]*' | head -1)
      [ "$title" = "<title>drawn" ] || fail "Mermaid $graph: $title"
    done
    echo "Mermaid: $graphs graphs drawn"
  fi
fi
exit $failed
