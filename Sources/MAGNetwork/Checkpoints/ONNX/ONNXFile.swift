import Foundation
import MAGFiles

/// The contents of an ONNX file: a graph of operators with the constants it needs.
///
/// - Layout: one message, ModelProto, in the wire format of Protocol Buffers.
/// - Source: the specification and onnx.proto of the ONNX project.
public struct ONNXFile: TensorContainer {
  /// The initializers of the graph, in their order.
  public let tensors: [StoredTensor]
  /// The file's own pairs (metadata_props).
  public let metadata: CheckpointMetadata
  let graph: ONNXGraph
  /// The version of the standard operators.
  let operatorSet: Int
  private let byteCount: Int

  /// The versions of the standard operators whose meaning is known: before 7, arithmetic spread its
  /// operands by other rules.
  static let operatorSets = 7...28

  /// The most pairs of metadata, which are looked through one after the other.
  static let largestMetadata = 1024

  /// Reads a file's bytes; the tensors share their memory.
  ///
  /// Only these bytes are read: a reference to another file is refused, whatever it names.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: what failures call the file.
  /// - Throws: `CheckpointFailure.onnx`.
  public init(parsing bytes: Data, path: String) throws(CheckpointFailure) {
    do throws(ONNXFailure) { try self.init(bytes) } catch {
      throw .onnx(path: path, error)
    }
  }

  private init(_ bytes: Data) throws(ONNXFailure) {
    let model: ONNXModel
    do throws(ProtobufFailure) {
      var reader = ProtobufReader(bytes)
      model = try ONNXModel(&reader)
    } catch {
      throw .damaged(byte: error.byte, place: error.place, reason: error.reason)
    }
    guard let graph = model.graph else {
      throw .badGraph(reason: "there is none in the file", advice: "export the model again")
    }
    self.graph = graph
    operatorSet = try Self.operatorSet(of: model)
    if graph.hasSparseInitializers {
      throw .badGraph(
        reason: "it has sparse constants", advice: "export the model with dense weights")
    }
    var tensors: [StoredTensor] = []
    var names: Set<String> = []
    for tensor in graph.initializers {
      guard !tensor.name.isEmpty, names.insert(tensor.name).inserted else {
        throw .badTensor(
          tensor: tensor.name.isEmpty ? "without a name" : tensor.name,
          reason: tensor.name.isEmpty ? "a constant needs one" : "it occurs twice")
      }
      tensors.append(try tensor.stored())
    }
    self.tensors = tensors
    guard model.facts.count <= Self.largestMetadata else {
      throw .badGraph(
        reason: "expected at most \(Self.largestMetadata) pairs of metadata, "
          + "found \(model.facts.count)", advice: "export the model again")
    }
    var metadata = CheckpointMetadata()
    for fact in model.facts {
      guard metadata[fact.key] == nil else {
        throw .badGraph(
          reason: "the metadata name \(fact.key) twice", advice: "export the model again")
      }
      metadata[fact.key] = fact.value
    }
    self.metadata = metadata
    byteCount = bytes.count
  }

  private static func operatorSet(of model: ONNXModel) throws(ONNXFailure) -> Int {
    let standard = model.operatorSets.filter { ["", "ai.onnx"].contains($0.domain) }
    guard standard.count == 1, let version = Int(exactly: standard[0].version),
      version >= operatorSets.lowerBound
    else {
      let found = standard.map { "\($0.version)" }.joined(separator: " and ")
      throw .badGraph(
        reason: "expected operator set \(operatorSets.lowerBound) or later, "
          + "found \(found.isEmpty ? "none" : found)",
        advice: "export the model again with opset_version=17")
    }
    return version
  }

  /// The network that the graph computes, and what had to be assumed.
  ///
  /// - Throws: `CheckpointFailure.onnx`, `.notFinite`, `.badNetwork`.
  func interpreted(
    path: String
  ) throws(CheckpointFailure) -> (network: Network<Float>, assumptions: [String]) {
    let lowering: ONNXLowering
    do throws(ONNXFailure) { lowering = try ONNXLowering(program()) } catch {
      throw .onnx(path: path, error)
    }
    return (try lowering.network(path: path), lowering.assumptions)
  }

  /// The graph as typed operations on one image.
  func program() throws(ONNXFailure) -> ONNXProgram {
    let input = try input()
    guard graph.outputs.count == 1, let output = graph.outputs.first?.name else {
      throw .badGraph(
        reason: "expected one output, found \(ONNXInput.listed(graph.outputs))",
        advice: "export a model that gives the logits alone")
    }
    let nodes = try ONNXOrder.sorted(
      graph, given: Set(tensors.map(\.name)).union([input.name]), output: output)
    try Self.checkOperators(nodes, input: input.name)
    var translator = ONNXTranslator(
      input: input,
      initializers: Dictionary(
        tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
      operatorSet: operatorSet, numbersLeft: 1 << 24 + 4 * byteCount)
    for sentence in input.assumptions { translator.assume(sentence) }
    if operatorSet > Self.operatorSets.upperBound {
      translator.assume(
        "Operator set \(operatorSet) is newer than \(Self.operatorSets.upperBound); its operators "
          + "are taken to mean the same.")
    }
    for node in nodes { try translator.translate(node) }
    return try translator.finished(output: output)
  }

  /// The image that the graph takes.
  func input() throws(ONNXFailure) -> ONNXInput {
    let constants = Set(tensors.map(\.name))
    return try ONNXInput(graph.inputs.filter { !constants.contains($0.name) })
  }

  /// Refuses, all at once, what the nodes need and the translator does not have.
  private static func checkOperators(
    _ nodes: [ONNXNode], input: String
  ) throws(ONNXFailure) {
    var missing: [String] = []
    var listed: Set<String> = []
    var computed: Set = [input]
    for node in nodes {
      var name: String? = node.known == nil ? node.qualifiedType : nil
      if node.known != .shape, node.inputs.contains(where: computed.contains) {
        computed.formUnion(node.outputs)
        if node.known == .div, node.inputs.allSatisfy(computed.contains) {
          name = "Div of two computed values"
        }
        if node.known == .concat { name = "Concat of computed values" }
      }
      if let name, listed.insert(name).inserted { missing.append(name) }
    }
    guard missing.isEmpty else { throw .missingOperators(missing) }
  }
}
