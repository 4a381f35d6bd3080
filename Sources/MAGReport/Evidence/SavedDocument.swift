import MAGFigures
import MAGFiles
import MAGStudy

/// A result document of one of mag's commands, read back: what `ResultDocument` writes, with every
/// option in force as plain JSON and, where the command recorded it, how it was made.
public struct SavedDocument<Entry: Decodable & Sendable>: Decodable, Sendable {
  public var schema: String
  public var tool: String
  public var configuration: JSONValue
  public var data: DataRecord?
  public var manifold: ManifoldRecord?
  public var checkpoints: [Entry]
  public var provenance: Provenance?
}

/// The part of what `mag inspect` finds that a report shows.
public struct InspectionRecord: Decodable, Sendable, Equatable {
  public var path: String
  public var sha256: String
  public var layers: [LayerRecord]?
  public var inputs: Inputs?
  public var inputScale: Double?
  public var inputMean: ChannelValues?
  public var inputStd: ChannelValues?
  public var assumptions: [String]
  public var cleanCorrect: Int?
  public var cleanCount: Int?
  /// What seems wrong with the scale of the inputs; nil for nothing.
  public var cleanWarning: String?
  /// Why the file holds no usable network; nil if it does.
  public var problem: String?
}
