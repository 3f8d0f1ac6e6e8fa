// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * What a person does about a finding.
 */
export type StepKind = "assign" | "assign_township" | "forward" | "reply" | "check" | "send_back" | "verify" | "close" | "ask_move" | "grant_move" | "refuse_move" | "ask_time" | "grant_time" | "refuse_time" | "look_again" | "reopen" | "withdraw";
