//! GeoJSON as others write it: a collection, one feature, or a bare geometry.

use crate::ReportError;
use crate::boundary::Ring;
use crate::map::{Area, Fault, Kind, MAX_FEATURES, MAX_GEOJSON, Positions, is_taken};
use serde_json::{Map, Value};

/// # Errors
/// As [`crate::read_points`].
pub(crate) fn read(bytes: &[u8], kind: Kind) -> Result<Vec<Area>, ReportError> {
    if bytes.len() > MAX_GEOJSON {
        return Err(ReportError::TooMany { what: "bytes", most: MAX_GEOJSON });
    }
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let file: Value = serde_json::from_slice(bytes).map_err(|why| ReportError::NotAMap(why.to_string()))?;
    reference(&file)?;
    let features = match (kind_of(&file), file.get("features")) {
        (Some("FeatureCollection"), Some(Value::Array(features))) => features.iter().collect(),
        (Some("FeatureCollection"), _) => return Err(ReportError::NotAMap("a collection without features".into())),
        (Some(_), _) => vec![&file],
        (None, _) => return Err(ReportError::NotAMap("JSON without a type".into())),
    };
    if features.len() > MAX_FEATURES {
        return Err(ReportError::TooMany { what: "features", most: MAX_FEATURES });
    }
    let mut positions = Positions::default();
    let read = |(at, feature)| area(feature, kind, &mut positions).map_err(|fault| fault.of_feature(at));
    features.into_iter().enumerate().map(read).collect()
}

fn kind_of(value: &Value) -> Option<&str> {
    value.get("type")?.as_str()
}

/// RFC 7946 knows but one; older files name theirs.
fn reference(file: &Value) -> Result<(), ReportError> {
    let Some(crs) = file.get("crs").filter(|crs| !crs.is_null()) else { return Ok(()) };
    let name = crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or("an unnamed system");
    let number = name.rsplit(':').next().and_then(|number| number.parse().ok());
    let taken = name.ends_with(":CRS84") || number.is_some_and(|number| name.to_uppercase().contains("EPSG") && is_taken("EPSG", number));
    if taken { Ok(()) } else { Err(ReportError::Reference(name.chars().take(80).collect())) }
}

fn area(feature: &Value, kind: Kind, positions: &mut Positions) -> Result<Area, Fault> {
    let (geometry, properties) = match kind_of(feature) {
        Some("Feature") => (feature.get("geometry").unwrap_or(&Value::Null), feature.get("properties")),
        Some(_) => (feature, None),
        None => return Err("not a feature".into()),
    };
    let properties: Map<String, Value> = match properties {
        Some(Value::Object(known)) => known.clone(),
        None | Some(Value::Null) => Map::new(),
        Some(_) => return Err("its properties are no object".into()),
    };
    let rings = if geometry.is_null() { Vec::new() } else { rings(geometry, kind, positions)? };
    Ok(Area { layer: None, rings, properties })
}

fn rings(geometry: &Value, kind: Kind, positions: &mut Positions) -> Result<Vec<Ring>, Fault> {
    let shape = kind_of(geometry).ok_or("its geometry has no type")?;
    let within = geometry.get("coordinates").unwrap_or(&Value::Null);
    match (kind, shape) {
        (Kind::Points, "Point") => Ok(vec![vec![position(within, positions)?]]),
        (Kind::Points, "MultiPoint") => match list(within)? {
            [] => Ok(Vec::new()),
            [one] => Ok(vec![vec![position(one, positions)?]]),
            _ => Err("several points where one is expected".into()),
        },
        (Kind::Areas, "Polygon") => polygon(within, positions),
        (Kind::Areas, "MultiPolygon") => {
            let mut all = Vec::new();
            for one in list(within)? {
                all.extend(polygon(one, positions)?);
            }
            Ok(all)
        }
        _ => Err(Fault::Part(format!("a {} where {} is expected", shape.chars().take(20).collect::<String>(), kind.named()))),
    }
}

fn polygon(rings: &Value, positions: &mut Positions) -> Result<Vec<Ring>, Fault> {
    let mut all = Vec::new();
    for ring in list(rings)? {
        let ring: Result<Ring, Fault> = list(ring)?.iter().map(|at| position(at, positions)).collect();
        all.push(Positions::ring(ring?)?);
    }
    Ok(all)
}

fn list(value: &Value) -> Result<&[Value], Fault> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| "its coordinates are no list".into())
}

fn position(value: &Value, positions: &mut Positions) -> Result<[f64; 2], Fault> {
    let parts = list(value)?;
    let number = |at: usize| parts.get(at).and_then(Value::as_f64).ok_or(Fault::Part("a position is two numbers".into()));
    positions.take([number(0)?, number(1)?])
}

impl Kind {
    pub(crate) fn named(self) -> &'static str {
        match self {
            Self::Points => "a point",
            Self::Areas => "a polygon",
        }
    }
}
