import MAGAttack
import MAGGeometry
import MAGNetwork
import MAGNumerics

/// A layer of a measured network.
public struct LayerRecord: Codable, Equatable, Sendable {
  /// `dense`, `convolution`, an activation's name and so on; see `Layer.kindName`.
  public var kind: String
  public var inputs: Int
  public var outputs: Int
  public var parameters: Int

  public init(kind: String, inputs: Int, outputs: Int, parameters: Int) {
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
    self.parameters = parameters
  }

  init(_ layer: any Layer) {
    kind = layer.kindName
    inputs = layer.inputCount
    outputs = layer.outputCount
    parameters = layer.parameterCount
  }
}

/// One checkpoint of a result document with what was measured of it.
///
/// Measurements that were not made are left out of JSON; undefined numbers in them are null.
public struct CheckpointResult: Codable, Sendable {
  /// As it was given.
  public var path: String
  public var sha256: String
  public var layers: [LayerRecord]
  /// On which images it was measured.
  public var inputs: Inputs
  public var preprocessing: Preprocessing
  /// What was taken for granted because the file does not say it.
  public var assumptions: [String]
  public var alignment: Alignment?
  public var curves: [RobustnessPoint]?
  /// The attacks behind `curves`, with what they cost.
  public var attacks: [AttackRecord]?
  public var pairs: [PairResult]?
  public var transformation: Transformation?

  public init(
    _ checkpoint: Checkpoint, inputs: Inputs, preprocessing: Preprocessing = Preprocessing()
  ) {
    path = checkpoint.path
    sha256 = checkpoint.sha256
    layers = checkpoint.network.layers.map(LayerRecord.init)
    self.inputs = inputs
    self.preprocessing = preprocessing
    assumptions = checkpoint.assumptions
  }

  /// Takes robustness curves: their points one after the other, and their costs.
  public mutating func add(_ curves: [RobustnessCurve]) {
    self.curves = (self.curves ?? []) + curves.flatMap(\.points)
    attacks = (attacks ?? []) + curves.map(AttackRecord.init)
  }

  private enum CodingKeys: String, CodingKey {
    case path, sha256, layers, inputs, assumptions, alignment, curves, attacks, pairs
    case transformation
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    path = try container.decode(String.self, forKey: .path)
    sha256 = try container.decode(String.self, forKey: .sha256)
    layers = try container.decode([LayerRecord].self, forKey: .layers)
    inputs = try container.decode(Inputs.self, forKey: .inputs)
    preprocessing = try Preprocessing(from: decoder)
    assumptions = try container.decode([String].self, forKey: .assumptions)
    alignment = try container.decodeIfPresent(Alignment.self, forKey: .alignment)
    curves = try container.decodeIfPresent([RobustnessPoint].self, forKey: .curves)
    attacks = try container.decodeIfPresent([AttackRecord].self, forKey: .attacks)
    pairs = try container.decodeIfPresent([PairResult].self, forKey: .pairs)
    transformation = try container.decodeIfPresent(Transformation.self, forKey: .transformation)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(sha256, forKey: .sha256)
    try container.encode(layers, forKey: .layers)
    try container.encode(inputs, forKey: .inputs)
    try preprocessing.encode(to: encoder)
    try container.encode(assumptions, forKey: .assumptions)
    if let alignment { try container.encode(alignment, forKey: .alignment) }
    if let curves { try container.encode(curves, forKey: .curves) }
    if let attacks { try container.encode(attacks, forKey: .attacks) }
    if let pairs { try container.encode(pairs, forKey: .pairs) }
    if let transformation { try container.encode(transformation, forKey: .transformation) }
  }
}
