use gradus::backprop::{Model, backward};
use gradus::expr::{Pool, Scope};
use gradus::render::plain;
fn main() {
    for text in std::env::args().skip(1) {
        let mut pool = Pool::new();
        let program = match Scope::default().read(&mut pool, &text) { Ok(p) => p, Err(e) => { println!("{text}: {e:?}"); continue } };
        let model = match Model::new(&mut pool, &program.statements, &[], &[]) { Ok(p) => p, Err(e) => { println!("{text}: {}", e.message(gradus::wording::Lang::En)); continue } };
        println!("=== {text}");
        for n in &model.nodes { println!("node {} = {}", plain(&pool, n.name), plain(&pool, n.formula)); }
        println!("given {:?} sizes {:?}", model.given.iter().map(|&g| plain(&pool, g)).collect::<Vec<_>>(), model.sizes.iter().map(|&g| plain(&pool, g)).collect::<Vec<_>>());
        let b = match backward(&mut pool, &model) { Ok(p) => p, Err(e) => { println!("{text}: {}", e.message(gradus::wording::Lang::En)); continue } };
        for g in &b.gradients {
            println!("-- d/d{}: {}", plain(&pool, g.variable), plain(&pool, g.formula()));
            for p in &g.paths { println!("   local {} = {}", plain(&pool, p.local.question), plain(&pool, p.local.answer)); }
            println!("   chain {} = {}", plain(&pool, g.chain), plain(&pool, g.product));
            for line in g.derivation.lines(&mut pool, 100) { println!("      {}   [{}]", plain(&pool, line.whole), g.derivation.steps[line.steps.clone()].iter().map(|s| s.rule.id).collect::<Vec<_>>().join(",")); }
            for c in g.derivation.conditions(&pool) { println!("   if {}", plain(&pool, c)); }
        }
    }
}
