/// Which units of a layer bend at the same points of a line: a partition of the units.
///
/// The channels at one position of an image see the same inputs, and so do all units of a dense
/// layer; what they see bends them all.
struct UnitLayout: Sendable, Equatable {
  /// Where a unit stands: its bundle and its column in it.
  struct Place: Sendable, Equatable {
    let bundle: Int
    let column: Int
  }

  /// The units of each bundle, in the order of its columns.
  let bundles: [[Int]]
  /// Of each unit.
  let places: [Place]

  /// - Parameter bundles: every unit once.
  init(_ bundles: [[Int]]) {
    var places = [Place](
      repeating: Place(bundle: 0, column: 0), count: bundles.reduce(0) { $0 + $1.count })
    for (bundle, units) in bundles.enumerated() {
      for (column, unit) in units.enumerated() {
        places[unit] = Place(bundle: bundle, column: column)
      }
    }
    self.bundles = bundles
    self.places = places
  }

  /// All units in one bundle.
  static func whole(_ count: Int) -> UnitLayout { UnitLayout([Array(0..<count)]) }

  /// The channels at each position of an image, channels cut into groups of equal size.
  static func positions(channels: Int, plane: Int, groups: Int = 1) -> UnitLayout {
    let size = channels / groups
    return UnitLayout(
      (0..<groups).flatMap { group in
        (0..<plane).map { position in
          (group * size..<(group + 1) * size).map { $0 * plane + position }
        }
      })
  }

  var unitCount: Int { places.count }
}
