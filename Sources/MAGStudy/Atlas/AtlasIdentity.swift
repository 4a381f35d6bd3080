import Foundation
import MAGFiles

/// What the lines of an atlas follow from: the first line of a lines file.
///
/// Two runs with equal identities give the same bytes on one machine, so one may continue the other.
public struct AtlasIdentity: Codable, Equatable, Sendable {
  /// A network of the run.
  public struct Network: Codable, Equatable, Sendable {
    public var name: String
    public var sha256: String
    public var inputs: Inputs
    public var preprocessing: Preprocessing
    /// What was said of the network beside its file; nil for nothing.
    public var hints: HintRecord?
    public var box: BoxChoice

    public init(
      name: String, sha256: String, inputs: Inputs, preprocessing: Preprocessing,
      hints: HintRecord? = nil, box: BoxChoice
    ) {
      self.name = name
      self.sha256 = sha256
      self.inputs = inputs
      self.preprocessing = preprocessing
      self.hints = hints
      self.box = box
    }
  }

  public var schema = AtlasIdentity.schemaName
  public var tool = Tool.name
  public var configuration: AtlasSettings
  public var data: DataRecord
  public var manifold: ManifoldRecord
  public var checkpoints: [Network]

  public static let schemaName = "mag.atlas-lines/1"

  public init(
    configuration: AtlasSettings, data: DataRecord, manifold: ManifoldRecord,
    checkpoints: [Network]
  ) {
    self.configuration = configuration
    self.data = data
    self.manifold = manifold
    self.checkpoints = checkpoints
  }

  /// The first value that differs, by its key path as JSON writes it; nil if none does.
  func firstDifference(
    from other: AtlasIdentity
  ) throws -> (key: String, mine: String, other: String)? {
    let mine = try Self.values(self)
    let others = try Self.values(other)
    let keys =
      mine.map(\.key) + others.map(\.key).filter { key in !mine.contains { $0.key == key } }
    for key in keys {
      let a = mine.first { $0.key == key }?.text ?? "absent"
      let b = others.first { $0.key == key }?.text ?? "absent"
      if a != b { return (key, a, b) }
    }
    return nil
  }

  /// All values of the JSON with their key paths, in order of the keys.
  private static func values(_ identity: AtlasIdentity) throws -> [(key: String, text: String)] {
    let tree = try JSONSerialization.jsonObject(with: OrderedJSON.encode(identity))
    var values: [(key: String, text: String)] = []
    func walk(_ node: Any, _ key: String) {
      if let object = node as? [String: Any] {
        for name in object.keys.sorted() {
          walk(object[name] ?? NSNull(), key.isEmpty ? name : "\(key).\(name)")
        }
      } else if let list = node as? [Any] {
        for (index, element) in list.enumerated() { walk(element, "\(key)[\(index)]") }
      } else {
        values.append((key, node is NSNull ? "null" : "\(node)"))
      }
    }
    walk(tree, "")
    return values
  }
}
