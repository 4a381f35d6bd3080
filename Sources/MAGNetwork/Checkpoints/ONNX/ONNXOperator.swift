import MAGFiles

/// The operators of the standard set that are read.
enum ONNXOperator: String, CaseIterable {
  case gemm = "Gemm"
  case matMul = "MatMul"
  case add = "Add"
  case sub = "Sub"
  case mul = "Mul"
  case div = "Div"
  case sum = "Sum"
  case batchNormalization = "BatchNormalization"
  case conv = "Conv"
  case maxPool = "MaxPool"
  case averagePool = "AveragePool"
  case globalMaxPool = "GlobalMaxPool"
  case globalAveragePool = "GlobalAveragePool"
  case reduceMax = "ReduceMax"
  case reduceMean = "ReduceMean"
  case pad = "Pad"
  case relu = "Relu"
  case leakyRelu = "LeakyRelu"
  case sigmoid = "Sigmoid"
  case tanh = "Tanh"
  case gelu = "Gelu"
  case erf = "Erf"
  case softplus = "Softplus"
  case elu = "Elu"
  case clip = "Clip"
  case softmax = "Softmax"
  case logSoftmax = "LogSoftmax"
  case flatten = "Flatten"
  case reshape = "Reshape"
  case transpose = "Transpose"
  case squeeze = "Squeeze"
  case unsqueeze = "Unsqueeze"
  case identity = "Identity"
  case dropout = "Dropout"
  case cast = "Cast"
  case constant = "Constant"
  case shape = "Shape"
  case constantOfShape = "ConstantOfShape"
  case slice = "Slice"
  case gather = "Gather"
  case concat = "Concat"

  /// The attributes that are understood; a node with any other is refused.
  var attributes: Set<String> {
    switch self {
    case .gemm: ["alpha", "beta", "transA", "transB"]
    case .batchNormalization: ["epsilon", "momentum", "training_mode"]
    case .conv: Self.window.union(["group"])
    case .maxPool: Self.window.union(["ceil_mode", "storage_order"])
    case .averagePool: Self.window.union(["ceil_mode", "count_include_pad"])
    case .reduceMax, .reduceMean: ["axes", "keepdims", "noop_with_empty_axes"]
    case .pad: ["mode", "pads", "value"]
    case .leakyRelu, .elu: ["alpha"]
    case .gelu: ["approximate"]
    case .clip: ["min", "max"]
    case .softmax, .logSoftmax, .flatten, .gather, .concat: ["axis"]
    case .reshape: ["allowzero"]
    case .transpose: ["perm"]
    case .squeeze, .unsqueeze: ["axes"]
    case .dropout: ["ratio", "seed"]
    case .cast: ["to", "saturate"]
    case .slice: ["axes", "ends", "starts"]
    case .constantOfShape: ["value"]
    case .constant: ["value", "value_float", "value_int", "value_floats", "value_ints"]
    case .matMul, .add, .sub, .mul, .div, .sum, .globalMaxPool, .globalAveragePool, .relu,
      .sigmoid, .tanh, .erf, .softplus, .identity, .shape:
      []
    }
  }

  private static let window: Set = ["auto_pad", "dilations", "kernel_shape", "pads", "strides"]
}

extension ONNXNode {
  /// Its operator; nil where that is unknown or of another set.
  var known: ONNXOperator? {
    domain.isEmpty || domain == "ai.onnx" ? ONNXOperator(rawValue: type) : nil
  }

  /// Refuses attributes that are unknown or occur twice.
  func checkAttributes(_ known: Set<String>) throws(ONNXFailure) {
    var names: Set<String> = []
    for attribute in attributes {
      guard known.contains(attribute.name) else {
        throw failure("its attribute \(attribute.name) is unknown")
      }
      guard names.insert(attribute.name).inserted else {
        throw failure("its attribute \(attribute.name) occurs twice")
      }
    }
  }

  private func value(_ name: String) -> ONNXAttribute.Value? {
    attributes.first { $0.name == name }?.value
  }

  private func mismatch(_ name: String, _ expected: String) -> ONNXFailure {
    failure("expected \(expected) for its attribute \(name)")
  }

  /// An attribute that is a float32 number; nil where there is none.
  ///
  /// Taken as the shortest decimal that stands for it: a slope of 0.01 is meant as 0.01, and is the
  /// same number in float32.
  func number(_ name: String) throws(ONNXFailure) -> Double? {
    switch value(name) {
    case nil: return nil
    case .float(let number)? where number.isFinite: return Double(number.description)
    default: throw mismatch(name, "a finite number")
    }
  }

  /// An attribute that is a whole number; nil where there is none.
  func integer(_ name: String) throws(ONNXFailure) -> Int? {
    switch value(name) {
    case nil: return nil
    case .integer(let number)?: return Int(number)
    default: throw mismatch(name, "a whole number")
    }
  }

  /// Whether an attribute that is 0 or 1 is 1.
  func flag(_ name: String) throws(ONNXFailure) -> Bool {
    switch try integer(name) ?? 0 {
    case 0: return false
    case 1: return true
    case let other: throw failure("expected 0 or 1 for its attribute \(name), found \(other)")
    }
  }

  /// An attribute that is a list of whole numbers; nil where there is none.
  func integers(_ name: String) throws(ONNXFailure) -> [Int]? {
    switch value(name) {
    case nil: return nil
    case .integers(let numbers)?: return numbers.map { Int($0) }
    default: throw mismatch(name, "whole numbers")
    }
  }

  /// An attribute that is text; nil where there is none.
  func text(_ name: String) throws(ONNXFailure) -> String? {
    switch value(name) {
    case nil: return nil
    case .string(let bytes)?: return String(decoding: bytes, as: UTF8.self)
    default: throw mismatch(name, "text")
    }
  }

  /// What a Constant node holds, whichever of its attributes says it.
  func constant() throws(ONNXFailure) -> ONNXConstant {
    let name = outputs.first ?? ""
    guard attributes.count == 1, let attribute = attributes.first else {
      throw failure("expected one value, found \(attributes.count)")
    }
    switch (attribute.name, attribute.value) {
    case ("value", .tensor(let tensor)): return ONNXConstant(try tensor.stored(), name: name)
    case ("value_float", .float(let value)):
      return ONNXConstant(
        name: name, isFloatingPoint: true, extents: [], values: [Double(value)])
    case ("value_floats", .floats(let bytes)):
      let tensor = StoredTensor(
        name: name, type: .float32, extents: [bytes.count / 4], bytes: bytes)
      return ONNXConstant(tensor, name: name)
    case ("value_int", .integer(let value)):
      return ONNXConstant(name: name, extents: [], values: [Double(value)])
    case ("value_ints", .integers(let values)):
      return ONNXConstant(name: name, extents: [values.count], values: values.map { Double($0) })
    default: throw mismatch(attribute.name, "the value that its name says")
    }
  }
}
