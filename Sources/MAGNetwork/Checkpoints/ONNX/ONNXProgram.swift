import MAGNumerics

/// A graph as typed operations on what is computed from one image, each after those it needs.
///
/// Step 0 is the image. Nodes that only rename, reshape or compute constants leave no step; a
/// step's result is a row of `count` numbers in row-major order, whatever its shape.
struct ONNXProgram {
  enum Operation {
    case image
    /// y = W x + b; the weight [out, in], row-major, named after its tensor.
    case dense(weight: [Double], bias: [Double]?, name: String)
    /// y = s ⊙ x + t, the type of the node it comes from.
    case affine(ONNXAffine, origin: String)
    case activation(ActivationKind)
    /// erf(x): half of a GELU; a program that still needs it cannot be lowered.
    case errorFunction
    /// Softmax or its logarithm over the whole row.
    case softmax(name: String)
  }

  struct Step {
    let operation: Operation
    /// The steps that it takes.
    let operands: [Int]
    /// The number of elements that it gives.
    let count: Int
    /// The node, for messages.
    let label: String
  }

  var steps: [Step]
  /// The step that gives the logits.
  var output: Int
  /// What was taken for granted, one sentence each.
  var assumptions: [String] = []
}

/// The elementwise map s ⊙ x + t; one number stands for the same number everywhere.
struct ONNXAffine: Equatable {
  var scale: [Double]
  var shift: [Double]

  static let identity = ONNXAffine(scale: [1], shift: [0])

  func scale(at index: Int) -> Double { scale.count == 1 ? scale[0] : scale[index] }
  func shift(at index: Int) -> Double { shift.count == 1 ? shift[0] : shift[index] }

  /// s and t where they are the same for all elements.
  var uniform: (scale: Double, shift: Double)? {
    scale.count == 1 && shift.count == 1 ? (scale[0], shift[0]) : nil
  }

  /// The map that does `self` first, then `next`.
  func followed(by next: ONNXAffine) -> ONNXAffine {
    let scales = max(scale.count, next.scale.count)
    let shifts = max(shift.count, next.scale.count, next.shift.count)
    return ONNXAffine(
      scale: (0..<scales).map { scale(at: $0) * next.scale(at: $0) },
      shift: (0..<shifts).map { shift(at: $0) * next.scale(at: $0) + next.shift(at: $0) })
  }
}
