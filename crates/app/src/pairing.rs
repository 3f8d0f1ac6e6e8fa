//! Before and after: the photograph that another was taken against, and how the two compare. Derived from rows at each look.

use crate::AppError;
use crate::api::{PairOddity, PairView, Phase};
use crate::lookalike::look_of;
use xuncun_domain::pair::{self, Oddity};
use xuncun_domain::sighting::Position;
use xuncun_photo::Look;
use xuncun_store::query::Connection;
use xuncun_store::query::photo::{self, Photo};

/// The pair of a photograph from after. None where it has no partner, or where one of the two was moved or taken out since.
pub fn of(conn: &Connection, after: &Photo) -> Result<Option<PairView>, AppError> {
    let Some(id) = after.pair.as_deref().filter(|_| after.phase == Phase::After.as_str()) else { return Ok(None) };
    let Some(before) = photo::photo(conn, id)?.filter(|before| before.phase != Phase::After.as_str() && before.is_of_the_same(after)) else {
        return Ok(None);
    };
    let alike = look_of(conn, &before)?.zip(look_of(conn, after)?).map(|(a, b)| a.distance(&b) <= Look::ALIKE);
    let compared = pair::compare(&view(&before), &view(after), alike);
    Ok(Some(PairView {
        before: before.id,
        metres: compared.metres,
        turned: compared.turned,
        later: compared.later,
        changed: alike.map(|alike| !alike),
        odd: compared.odd.into_iter().map(PairOddity::from).collect(),
    }))
}

fn view(photo: &Photo) -> pair::View {
    let position = photo.place().map(|((lon, lat, accuracy), _)| Position { lon, lat, accuracy });
    pair::View { taken_at: photo.taken_at, position, bearing: photo.bearing }
}

impl From<Oddity> for PairOddity {
    fn from(oddity: Oddity) -> Self {
        match oddity {
            Oddity::Far => Self::Far,
            Oddity::Turned => Self::Turned,
            Oddity::Order => Self::Order,
            Oddity::Unchanged => Self::Unchanged,
        }
    }
}
