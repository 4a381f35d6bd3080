import Foundation

/// A ModelProto: a graph, the operator sets its nodes belong to, and facts about the file.
///
/// - Source: field numbers of this and the other messages from onnx.proto of the ONNX project.
struct ONNXModel: ProtobufMessage, Equatable {
  /// The version of a set of operators.
  struct OperatorSet: ProtobufMessage, Equatable {
    /// Empty or `ai.onnx` for the standard operators.
    var domain = ""
    var version: Int64 = 0
  }

  /// One pair of the metadata.
  struct Fact: ProtobufMessage, Equatable {
    var key = ""
    var value = ""
  }

  /// The version of the file format, not of the operators.
  var formatVersion: Int64 = 0
  var producer = ""
  var producerVersion = ""
  var graph: ONNXGraph?
  var operatorSets: [OperatorSet] = []
  var facts: [Fact] = []

  private enum Field: Int, ProtobufFields {
    case irVersion = 1
    case producerName = 2
    case producerVersion = 3
    case graph = 7
    case opsetImport = 8
    case metadataProps = 14

    var isRepeated: Bool { self == .opsetImport || self == .metadataProps }
  }

  init() {}

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) {
      switch entry.field {
      case .irVersion: formatVersion = try entry.integer()
      case .producerName: producer = try entry.text()
      case .producerVersion: producerVersion = try entry.text()
      case .graph: graph = try entry.message(ONNXGraph.self)
      case .opsetImport: operatorSets.append(try entry.message(OperatorSet.self))
      case .metadataProps: facts.append(try entry.message(Fact.self))
      }
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    writer.integer(Field.irVersion, formatVersion)
    writer.text(Field.producerName, producer)
    writer.text(Field.producerVersion, producerVersion)
    if let graph { writer.message(Field.graph, graph) }
    for set in operatorSets { writer.message(Field.opsetImport, set) }
    for fact in facts { writer.message(Field.metadataProps, fact) }
  }
}

extension ONNXModel.OperatorSet {
  private enum Field: Int, ProtobufFields {
    case domain = 1
    case version = 2

    var isRepeated: Bool { false }
  }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) {
      switch entry.field {
      case .domain: domain = try entry.text()
      case .version: version = try entry.integer()
      }
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    writer.text(Field.domain, domain)
    writer.integer(Field.version, version)
  }
}

extension ONNXModel.Fact {
  private enum Field: Int, ProtobufFields {
    case key = 1
    case value = 2

    var isRepeated: Bool { false }
  }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) {
      switch entry.field {
      case .key: key = try entry.text()
      case .value: value = try entry.text()
      }
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    writer.text(Field.key, key)
    writer.text(Field.value, value)
  }
}
