//! Before and after: the photograph that another was taken against, and how the two compare. Derived from rows at each look.

use crate::AppError;
use crate::api::{PairOddity, PairView, Phase};
use xuncun_domain::pair::{self, Oddity};
use xuncun_domain::sighting::Position;
use xuncun_photo::Look;
use xuncun_store::query::Connection;
use xuncun_store::query::photo::{self, Photo};

/// The pair of a photograph from after. None where it has no partner, or where one of the two was moved or taken out since.
pub fn of(conn: &Connection, after: &Photo) -> Result<Option<PairView>, AppError> {
    let Some(id) = after.pair.as_deref().filter(|_| after.phase == Phase::After.as_str()) else { return Ok(None) };
    let Some(before) = photo::photo(conn, id)?.filter(|before| are_of_one_thing(before, after)) else { return Ok(None) };
    let alike = look(conn, &before)?.zip(look(conn, after)?).map(|(a, b)| a.distance(&b) <= Look::ALIKE);
    let compared = pair::compare(&view(&before), &view(after), alike);
    Ok(Some(PairView {
        before: before.id,
        metres: compared.metres,
        turned: compared.turned,
        later: compared.later,
        odd: compared.odd.into_iter().map(PairOddity::from).collect(),
    }))
}

/// They show the same sighting or the same item of one visit, and the first is not from after itself.
pub fn are_of_one_thing(before: &Photo, after: &Photo) -> bool {
    let owner = |photo: &Photo| (photo.stream.clone(), photo.owner_table.clone(), photo.owner_id.clone(), photo.item.clone());
    before.id != after.id && before.phase != Phase::After.as_str() && owner(before) == owner(after)
}

fn look(conn: &Connection, photo: &Photo) -> Result<Option<Look>, AppError> {
    Ok(photo::look(conn, photo)?.and_then(|text| text.parse().ok()))
}

fn view(photo: &Photo) -> pair::View {
    let counts = photo.found_later.map(|found| found.position).or(photo.position);
    let position = counts.map(|(lon, lat, accuracy)| Position { lon, lat, accuracy });
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
