//! 组 and landmarks of a village, to be tapped instead of typed where something is said to be.

use crate::api::{PlaceView, PlacesArgs};
use crate::app::stream;
use crate::edit::position;
use crate::{App, AppError, Caller};
use xuncun_domain::distance::distance;
use xuncun_domain::stream::Class;
use xuncun_store::query::place;

/// The places of a village: the nearest first where the device knows where it is, else in their own order.
///
/// # Errors
/// `bad_request` (no village), `not_enrolled`, `forbidden`, `position_not_real`.
pub fn places(app: &App, caller: &Caller, args: PlacesArgs) -> Result<Vec<PlaceView>, AppError> {
    caller.check_read(&stream(&args.village, Class::Open)?)?;
    let here = args.fix.as_ref().map(position).transpose()?;
    let mut places = app.read(|conn| Ok(place::of_division(conn, &args.village)?))?;
    let far = |at: Option<(f64, f64)>| here.zip(at).map_or(f64::INFINITY, |(here, there)| distance((here.lon, here.lat), there));
    places.sort_by(|a, b| far(a.at).total_cmp(&far(b.at)));
    Ok(places
        .into_iter()
        .filter(|place| !place.name.is_empty())
        .map(|place| PlaceView { group: place.kind == "group", id: place.id, name: place.name })
        .collect())
}
