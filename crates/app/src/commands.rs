//! The one list of commands. Both doors and the TypeScript are made from it: a command that is not here does not exist.

/// Hands the list to the macro named: `for_each_command!(my_macro)`.
///
/// Each entry is `blocking|async name(Args) -> Reply;`. A `blocking` command reads and writes the replica and is run on a thread that may
/// wait; an `async` one talks to the server. Every command takes the caller and filters by the caller's grants, whatever the door.
/// `take_photo` and `keep_voice` are not in the list, because bytes do not travel as JSON, and neither are bundles and documents, whose files the doors
/// open and save; see [`crate::App::take_photo`], [`crate::App::keep_voice`], [`crate::App::give_bundle`], [`crate::App::take_bundle`] and
/// [`crate::App::make_document`].
#[macro_export]
macro_rules! for_each_command {
    ($then:ident) => {
        $then! {
            // The device
            blocking status(()) -> $crate::api::Status;
            blocking set_preferences($crate::api::Preferences) -> $crate::api::Status;
            blocking remember_place($crate::api::RememberPlace) -> ();
            blocking check_link($crate::api::CheckLink) -> $crate::api::LinkPreview;
            async enrol($crate::api::Enrol) -> $crate::api::Status;
            async renew($crate::api::Enrol) -> $crate::api::Status;
            blocking sync_status(()) -> $crate::api::SyncStatus;
            async sync_now(()) -> $crate::api::SyncStatus;
            blocking set_conditions($crate::api::Conditions) -> ();
            blocking send_originals(()) -> $crate::api::SyncStatus;
            blocking seal_now(()) -> ();
            // What needs a person
            blocking inbox(()) -> $crate::api::Inbox;
            blocking settle($crate::api::Settle) -> $crate::api::Inbox;
            blocking record_again($crate::api::DraftRef) -> $crate::api::RecordedAgain;
            blocking dismiss($crate::api::DraftRef) -> $crate::api::Inbox;
            blocking handover(()) -> $crate::api::HandOver;
            blocking repair(()) -> $crate::api::RepairReport;
            // The day
            blocking today($crate::api::TodayArgs) -> $crate::api::Today;
            blocking search_villages($crate::api::SearchArgs) -> ::std::vec::Vec<$crate::api::VillageCard>;
            blocking places($crate::api::PlacesArgs) -> ::std::vec::Vec<$crate::api::PlaceView>;
            // The visit
            blocking start_inspection($crate::api::StartInspection) -> $crate::api::InspectionView;
            blocking inspection($crate::api::InspectionRef) -> $crate::api::InspectionView;
            blocking set_answer($crate::api::SetAnswer) -> $crate::api::InspectionView;
            blocking close_group($crate::api::CloseGroup) -> $crate::api::InspectionView;
            blocking put_sighting($crate::api::PutSighting) -> $crate::api::InspectionView;
            blocking remove_sighting($crate::api::RemoveSighting) -> $crate::api::InspectionView;
            blocking link_sighting($crate::api::LinkSighting) -> $crate::api::InspectionView;
            blocking move_photo($crate::api::MovePhoto) -> $crate::api::InspectionView;
            blocking add_fix($crate::api::AddFix) -> $crate::api::InspectionView;
            blocking add_mark($crate::api::AddMark) -> $crate::api::InspectionView;
            blocking remove_mark($crate::api::RemoveMark) -> $crate::api::InspectionView;
            blocking remove_voice($crate::api::RemoveVoice) -> $crate::api::InspectionView;
            blocking used_before($crate::api::UsedBeforeRef) -> $crate::api::UsedBefore;
            blocking where_am_i($crate::api::WhereAmI) -> $crate::api::Whereabouts;
            blocking say_presence($crate::api::SayPresence) -> $crate::api::InspectionView;
            blocking set_witness($crate::api::SetWitness) -> $crate::api::InspectionView;
            blocking submit($crate::api::InspectionRef) -> $crate::api::SubmitOutcome;
            // Findings
            blocking findings($crate::api::FindingsArgs) -> $crate::api::Findings;
            blocking finding_filters(()) -> $crate::api::FindingFilters;
            blocking finding($crate::api::FindingRef) -> $crate::api::FindingView;
            blocking assign($crate::api::Assign) -> $crate::api::Assigned;
            blocking findings_near($crate::api::FindingsNear) -> ::std::vec::Vec<$crate::api::SameFinding>;
            blocking report_finding($crate::api::ReportFinding) -> $crate::api::FindingView;
            blocking add_finding_fix($crate::api::AddFindingFix) -> ();
            blocking take_step($crate::api::TakeStep) -> $crate::api::FindingView;
            blocking remove_finding_voice($crate::api::RemoveFindingVoice) -> $crate::api::FindingView;
            blocking say_same($crate::api::SaySame) -> $crate::api::FindingView;
            blocking set_owner($crate::api::SetOwner) -> $crate::api::FindingView;
            blocking draw_look_back($crate::api::DrawLookBack) -> $crate::api::LookBackDraw;
            blocking look_backs(()) -> $crate::api::LookBacks;
            // The village
            blocking ledger($crate::api::LedgerArgs) -> $crate::api::LedgerView;
            blocking put_ledger($crate::api::PutLedger) -> $crate::api::LedgerView;
            blocking village_story($crate::api::VillageStoryArgs) -> $crate::api::VillageStory;
            // The township
            blocking township($crate::api::TownshipArgs) -> $crate::api::TownshipView;
            async invite($crate::api::Invite) -> $crate::api::Invitation;
            // The desk
            blocking review_queue($crate::api::QueueArgs) -> $crate::api::Queue;
            blocking submission($crate::api::SubmissionRef) -> $crate::api::SubmissionView;
            blocking find_photo($crate::api::FindPhoto) -> $crate::api::PhotosFound;
            blocking review($crate::api::ReviewArgs) -> $crate::api::SubmissionView;
            blocking notices(()) -> $crate::api::Notices;
            blocking overview(()) -> $crate::api::Overview;
            blocking district_map(()) -> $crate::api::DistrictMap;
            // The ground map
            blocking basemap(()) -> $crate::api::BasemapView;
            blocking fetch_basemap(()) -> $crate::api::BasemapView;
        }
    };
}
