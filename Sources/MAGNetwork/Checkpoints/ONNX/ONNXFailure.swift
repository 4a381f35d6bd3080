/// Why an ONNX file cannot be read or is no network that `mag` knows.
///
/// `description` is the sentence without the file's name, which `CheckpointFailure` puts before it.
public enum ONNXFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// Bytes that are not the messages of the format; `place` names the message.
  case damaged(byte: Int, place: String, reason: String)
  /// A constant whose type, extents or elements cannot be.
  case badTensor(tensor: String, reason: String)
  /// A constant whose elements are in another file.
  case externalData(tensor: String)
  /// Inputs, outputs or nodes that make no graph of one image in, logits out.
  case badGraph(reason: String, advice: String)
  /// All operators of the graph that are unknown, each once.
  case missingOperators([String])
  /// A node whose operator is known, but not in this form.
  case badNode(node: String, reason: String)

  /// More operators than this are counted, not named.
  private static let longestList = 20

  public var description: String {
    switch self {
    case .damaged(let byte, let place, let reason):
      "the ONNX file is damaged at byte \(byte)\(place.isEmpty ? "" : " in \(place)") (\(reason)); "
        + "export or download it again."
    case .badTensor(let tensor, let reason):
      "tensor \(tensor): \(reason); export or download the file again."
    case .externalData(let tensor):
      "tensor \(tensor): expected its elements in this file, found a reference to another one, "
        + "which mag never follows; save the model as one file "
        + "(onnx.save_model with save_as_external_data=False)."
    case .badGraph(let reason, let advice):
      "the ONNX graph: \(reason); \(advice)."
    case .missingOperators(let names):
      "the ONNX graph needs operators that mag does not have: "
        + names.prefix(Self.longestList).joined(separator: ", ")
        + (names.count > Self.longestList ? " and \(names.count - Self.longestList) more" : "")
        + "; Documentation/onnx.md lists those it has."
    case .badNode(let node, let reason):
      "\(node): \(reason); Documentation/onnx.md says which forms of an operator are read."
    }
  }
}
