//! What an inspector's fingers do in a visit, as commands.

use crate::device::Device;
use crate::district::now;
use serde_json::{Value, json};
use xuncun_app::api::{AnswerKind, Fix, InspectionView, ItemView, Phase, PhotoSource, PhotoView, SetAnswer, SubmitOutcome, TakePhoto};
use xuncun_domain::answer::{AnswerLevel, AnswerValue, Tick, YesPartialNo};

/// A position in the demo district.
pub const HERE: Fix = Fix { lon: 106.684_7, lat: 35.542_8, accuracy: 6.0, altitude: None, bearing: None };

/// What goes with a photograph taken here and now.
pub fn shot(inspection: &str, sighting: Option<&str>, item: Option<&str>, phase: Phase) -> TakePhoto {
    TakePhoto {
        inspection: Some(inspection.to_owned()),
        finding: None,
        item: item.map(str::to_owned),
        sighting: sighting.map(str::to_owned),
        phase,
        name: None,
        source: PhotoSource::Camera,
        taken_at: now(),
        offset_min: 480,
        fix: Some(HERE),
        fixed_at: None,
        key: None,
        pair: None,
        consent_at: None,
    }
}

impl Device {
    /// Starts a 明查 in a village.
    pub async fn start(&mut self, village: &str) -> InspectionView {
        self.call("start_inspection", json!({ "village": village, "kind": "open" })).await
    }

    /// Walk-first: shutter, then one tap on what it is. Answers with the sighting's id.
    pub async fn spot(&mut self, inspection: &str, kind: &str, grade: &str, near: &[u8]) -> String {
        let photo = self.photograph(&shot(inspection, None, None, Phase::Near), near).await.unwrap();
        let sighting = json!({
            "inspection": inspection, "id": null, "kind": kind, "grade": grade, "count": 1, "fix": HERE, "landmark": "二社涝坝旁",
            "fixedOnSpot": false, "transferred": false, "note": "", "photo": photo.id,
        });
        let view: InspectionView = self.call("put_sighting", sighting).await;
        let made = view.sightings.iter().find(|s| s.photos.iter().any(|p| p.id == photo.id)).expect("the sighting has the photograph");
        assert_eq!(made.kind, kind);
        made.id.clone()
    }

    /// The wide shot that follows.
    pub async fn wide(&mut self, inspection: &str, sighting: &str, bytes: &[u8]) -> PhotoView {
        self.photograph(&shot(inspection, Some(sighting), None, Phase::Wide), bytes).await.unwrap()
    }

    /// Enters one answer.
    pub async fn answer(&mut self, inspection: &str, item: &str, household: Option<u32>, value: AnswerValue) -> InspectionView {
        let answer = SetAnswer { inspection: inspection.into(), item: item.into(), household, value: Some(value), note: None };
        self.call("set_answer", serde_json::to_value(answer).unwrap()).await
    }

    /// Answers everything that is still open: mostly well, here and there not.
    pub async fn answer_the_rest(&mut self, inspection: &str) -> InspectionView {
        let mut view = self.inspection(inspection).await;
        let items: Vec<ItemView> = view.groups.iter().flat_map(|group| group.items.clone()).filter(|item| !item.answered).collect();
        for (n, item) in (0_u32..).zip(items) {
            if item.answer_kind == AnswerKind::Households {
                for (household, tick) in (1..).zip(&item.households) {
                    if tick.is_none() {
                        let tick = if household == n % 5 + 1 { Tick::Fail } else { Tick::Pass };
                        view = self.answer(inspection, &item.id, Some(household), AnswerValue::Household { tick }).await;
                    }
                }
                continue;
            }
            let value = match item.answer_kind {
                AnswerKind::Sightings => AnswerValue::Count { n: 0 },
                AnswerKind::Count => AnswerValue::Count { n: n % 3 },
                AnswerKind::Level => AnswerValue::Level { level: AnswerLevel::Fair },
                AnswerKind::YesNo => AnswerValue::YesNo { yes: true },
                AnswerKind::YesPartialNo => AnswerValue::YesPartialNo { value: YesPartialNo::Partial },
                _ => AnswerValue::Ratio { done: 7 + n, target: 20, overdue: 0 },
            };
            view = self.answer(inspection, &item.id, None, value).await;
        }
        view
    }

    /// The village's witness signs on the glass.
    pub async fn sign(&mut self, inspection: &str) -> InspectionView {
        let witness = json!({ "inspection": inspection, "kind": "signed", "name": "王村长", "reason": "", "strokes": [[100, 500, 300, 420, 420, 610], [500, 400, 520, 700]] });
        self.call("set_witness", witness).await
    }

    /// Submits.
    pub async fn submit(&mut self, inspection: &str) -> SubmitOutcome {
        self.call("submit", json!({ "inspection": inspection })).await
    }

    /// Seals what is pending, as on leaving a screen.
    pub async fn leave(&mut self) {
        let () = self.call("seal_now", Value::Null).await;
    }
}
