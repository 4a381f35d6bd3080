import MAGNumerics

/// A graph as typed operations on what is computed from one image, each after those it needs.
///
/// Step 0 is the image. Nodes that only rename, reshape or compute constants leave no step; a
/// step's result is a row of `count` numbers in row-major order, whatever its shape.
struct ONNXProgram {
  enum Operation {
    case image
    /// A dense layer or a convolution.
    case linear(ONNXLinear)
    /// Zeros around an image: its convolution, channel by channel, with the one weight 1.
    case padding(Convolution)
    /// y = s ⊙ x + t, the type of the node it comes from.
    case affine(ONNXAffine, origin: String)
    case activation(ActivationKind)
    /// A layer without parameters that is no activation: pooling.
    case layer(any Layer)
    /// Element i of the result is element `order[i]`; every element once.
    case permutation([Int])
    /// The sum of all operands.
    case sum
    /// erf(x): half of a GELU; a program that still needs it cannot be lowered.
    case errorFunction
    /// Softmax or its logarithm over the whole row.
    case softmax(name: String)
  }

  struct Step {
    let operation: Operation
    /// The steps that it takes: one, none for the image, two or more for a sum.
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

  /// How many operands of steps that the output needs each step is; the output itself is one, and
  /// 0 says that a step is not needed.
  var readers: [Int] {
    var readers = [Int](repeating: 0, count: steps.count)
    readers[output] = 1
    for index in steps.indices.reversed() where readers[index] > 0 {
      for operand in steps[index].operands { readers[operand] += 1 }
    }
    return readers
  }
}
