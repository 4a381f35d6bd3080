import MAGNetwork
import MAGNumerics

/// What was said of networks beside their files, as results record it.
public struct HintRecord: Codable, Equatable, Sendable {
  /// By its name; nil where the file's word, or ReLU, is taken.
  public var activation: String?
  public var transposed: Bool
  /// The path of the description as it was given; nil for none.
  public var architecture: String?
  /// Of the description's bytes.
  public var architectureSha256: String?

  public init(_ hints: CheckpointHints) {
    activation = hints.activation?.name
    transposed = hints.isTransposed
    architecture = hints.architecture?.path
    architectureSha256 = hints.architecture?.sha256
  }
}
