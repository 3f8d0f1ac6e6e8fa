//! The UI's types are made from the commands' own. This fails when the committed files are others than today's;
//! `UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript` writes them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use ts_rs::{Config, TS, TypeVisitor};
use xuncun_app::{AppError, ErrorCode, REFUSAL_CODES, api, for_each_command};

const HEAD: &str = "// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript\n";

/// Files by name, gathered through everything that a type is made of.
struct Gathered {
    config: Config,
    files: BTreeMap<String, String>,
}

impl Gathered {
    fn add<T: TS + 'static + ?Sized>(&mut self) {
        // Only types of our own have a file; numbers, lists and options have none.
        if T::output_path().is_some() {
            let name = format!("{}.ts", T::ident(&self.config));
            if self.files.contains_key(&name) {
                return;
            }
            let made = T::export_to_string(&self.config).unwrap();
            let (_note, text) = made.split_once('\n').unwrap();
            self.files.insert(name, format!("{HEAD}{text}"));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl TypeVisitor for Gathered {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

macro_rules! gather {
    ($($kind:tt $name:ident($args:ty) -> $reply:ty;)+) => {
        fn gather(all: &mut Gathered) -> String {
            let mut map = String::new();
            $(
                all.add::<$args>();
                all.add::<$reply>();
                writeln!(map, "  {}: {{ args: {}; reply: {} }};", stringify!($name), <$args as TS>::name(&all.config), <$reply as TS>::name(&all.config)).unwrap();
            )+
            map
        }
    };
}
for_each_command!(gather);

fn files() -> BTreeMap<String, String> {
    let mut all = Gathered { config: Config::new().with_large_int("number"), files: BTreeMap::new() };
    let map = gather(&mut all);
    // Outside the list: what goes with a photograph and a voice note, bundles, documents, the start page, and what every refusal looks like.
    all.add::<api::TakePhoto>();
    all.add::<api::KeepVoice>();
    all.add::<api::GiveBundle>();
    all.add::<api::BundleView>();
    all.add::<api::BundleOutcome>();
    all.add::<api::MakeDocument>();
    all.add::<api::StartPage>();
    all.add::<AppError>();
    let mut files = all.files;
    let types: Vec<String> = files.keys().map(|file| file.trim_end_matches(".ts").to_owned()).collect();

    let mut commands = HEAD.to_owned();
    for name in &types {
        if map.split(|c: char| !c.is_alphanumeric()).any(|word| word == name) {
            writeln!(commands, "import type {{ {name} }} from \"./{name}\";").unwrap();
        }
    }
    writeln!(commands, "\n/** Every command: what it takes, what it answers. */\nexport interface Commands {{\n{map}}}").unwrap();

    let mut errors = format!("{HEAD}import type {{ ErrorCode }} from \"./ErrorCode\";\n");
    errors.push_str(
        "\n/** Every code of an `AppError`, in order; `error.<code>` in the catalogues. */\nexport const ERROR_CODES: readonly ErrorCode[] = [\n",
    );
    for code in ErrorCode::ALL {
        writeln!(errors, "  {},", serde_json::to_string(code).unwrap()).unwrap();
    }
    errors.push_str("];\n\n/** What a server may say of a change, and the sync line of the server; `refusal.<code>` in the catalogues. */\nexport const REFUSAL_CODES = [\n");
    for code in REFUSAL_CODES {
        writeln!(errors, "  \"{code}\",").unwrap();
    }
    errors.push_str("] as const;\n\nexport type RefusalCode = (typeof REFUSAL_CODES)[number];\n");

    let mut index = HEAD.to_owned();
    for name in &types {
        writeln!(index, "export type {{ {name} }} from \"./{name}\";").unwrap();
    }
    index.push_str("export * from \"./commands\";\nexport * from \"./errors\";\n");

    files.extend([("commands.ts".to_owned(), commands), ("errors.ts".to_owned(), errors), ("index.ts".to_owned(), index)]);
    files
}

#[test]
fn the_committed_types_are_todays() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/shared/generated");
    let made = files();
    if std::env::var_os("UPDATE_TYPES").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in &made {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    let committed: BTreeMap<String, String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
    for (name, text) in &made {
        assert!(!text.contains("bigint"), "{name}: the UI counts in numbers");
        assert!(
            committed.get(name) == Some(text),
            "ui/src/shared/generated/{name} is not what the Rust types say; run this test with UPDATE_TYPES=1"
        );
    }
    assert_eq!(committed.keys().collect::<Vec<_>>(), made.keys().collect::<Vec<_>>(), "ui/src/shared/generated holds files that no type makes");
}
