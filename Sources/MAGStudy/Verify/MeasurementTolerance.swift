/// How far a number that was measured again may lie from the recorded one.
///
/// Matrix products add up in another order on another processor, so that float32 measurements
/// differ in their last digits, and what attacks do with these may flip. Geometry is computed in
/// float64 from the bytes. `Documentation/verify.md` has the table with what was observed.
public struct MeasurementTolerance: Sendable, Equatable {
  /// The largest |difference| allowed is this times the larger of 1 and |recorded value|.
  public var scale: Double
  /// The share of the elements of one list that may lie further apart: what may flip.
  public var flips: Double

  init(_ scale: Double, flips: Double = 0) {
    self.scale = scale
    self.flips = flips
  }

  /// Exact walks in float64, and everything that is counted or named.
  static let geometry = MeasurementTolerance(1e-9)
  /// Exact walks whose coordinates are kept with six decimals.
  static let rounded = MeasurementTolerance(2e-6)
  /// Gradients and logits in float32.
  static let single = MeasurementTolerance(3e-4)
  /// What follows from the last iterate of an attack; a pixel whose gradient is about zero may take
  /// the other sign.
  static let attacked = MeasurementTolerance(1e-3, flips: 0.01)
  /// Shares of images that withstood: 20 of 10 000 may fall the other way.
  static let accuracy = MeasurementTolerance(2e-3)
  /// Distributions of angles over lines, of which some end in attacked images.
  static let distribution = MeasurementTolerance(5e-3, flips: 0.05)

  /// The tolerance of the numbers of a figure.
  ///
  /// - Parameters:
  ///   - schema: of the figure's data.
  ///   - key: under which the number stands.
  public static func of(schema: String, key: String) -> MeasurementTolerance {
    switch schema.prefix(while: { $0 != "/" }) {
    case "mag.figure1": .single
    case "mag.figure3": .accuracy
    case "mag.figure4", "mag.film-figure": .attacked
    case "mag.atlas-figure", "mag.decomposition": .distribution
    case "mag.slice-figure" where key == "x" || key == "y": .rounded
    default: .geometry
    }
  }
}
