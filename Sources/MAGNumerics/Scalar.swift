import CNumerics
import COpenBLAS
import Foundation

/// The floating-point types in which networks run: `Float` for training, `Double` for geometry
/// and proofs. Bulk kernels are requirements, so generic code elsewhere pays one call a kernel.
public protocol Scalar: BinaryFloatingPoint, SIMDScalar, Sendable, Codable {
  /// C ← alpha · op(A) op(B) + beta · C on one thread, row-major, with leading dimensions.
  static func gemm(
    transposeA: Bool, transposeB: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ alpha: Self,
    _ a: UnsafePointer<Self>, _ lda: Int32, _ b: UnsafePointer<Self>, _ ldb: Int32, _ beta: Self,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int32)

  /// One Adam step, in place; see `mag_adam_f32`.
  static func adam(
    parameters: UnsafeMutablePointer<Self>, gradient: UnsafePointer<Self>,
    mean: UnsafeMutablePointer<Self>, square: UnsafeMutablePointer<Self>, count: Int,
    settings: AdamStep)

  static func exponential(_ x: Self) -> Self
  static func logarithm(_ x: Self) -> Self
  static func hyperbolicTangent(_ x: Self) -> Self
  static func errorFunction(_ x: Self) -> Self

  // Elementwise kernels; their meaning stands with their one implementation in Kernels.swift.
  // They are requirements so that both types have compiled versions behind one dynamic call.
  static func rectify(
    _ x: UnsafeMutableBufferPointer<Self>, into y: UnsafeMutableBufferPointer<Self>)
  static func gate(
    _ x: UnsafeMutableBufferPointer<Self>, by gate: UnsafeMutableBufferPointer<Self>,
    into y: UnsafeMutableBufferPointer<Self>)
  static func activate(
    _ kind: ActivationKind, _ x: UnsafeMutableBufferPointer<Self>,
    into y: UnsafeMutableBufferPointer<Self>)
  static func differentiate(
    _ kind: ActivationKind, at x: UnsafeMutableBufferPointer<Self>,
    output y: UnsafeMutableBufferPointer<Self>, times dx: UnsafeMutableBufferPointer<Self>,
    into dy: UnsafeMutableBufferPointer<Self>)
  static func addCurvature(
    _ kind: ActivationKind, at x: UnsafeMutableBufferPointer<Self>,
    output y: UnsafeMutableBufferPointer<Self>, tangent: UnsafeMutableBufferPointer<Self>,
    cotangent: UnsafeMutableBufferPointer<Self>, into target: UnsafeMutableBufferPointer<Self>)
  static func addScaled(
    _ scale: Self, _ x: UnsafeMutableBufferPointer<Self>,
    into y: UnsafeMutableBufferPointer<Self>)
  static func combine(
    _ first: Self, _ x: UnsafeMutableBufferPointer<Self>, _ second: Self,
    _ y: UnsafeMutableBufferPointer<Self>, into z: UnsafeMutableBufferPointer<Self>)
  static func dot(
    _ x: UnsafeMutableBufferPointer<Self>, _ y: UnsafeMutableBufferPointer<Self>
  ) -> Double
  static func sumRows(of x: MatrixView<Self>, into sums: UnsafeMutableBufferPointer<Self>)

  // Kernels on rows of a batch; their meaning stands in RowKernels.swift.
  static func scale(
    _ x: UnsafeMutableBufferPointer<Self>, by s: UnsafePointer<Self>, shift t: UnsafePointer<Self>?,
    group: Int, into y: UnsafeMutableBufferPointer<Self>)
  static func addGroupSums(
    of x: UnsafeMutableBufferPointer<Self>, times y: UnsafeMutableBufferPointer<Self>?, group: Int,
    to sums: UnsafeMutablePointer<Self>)
  static func gather(
    _ x: UnsafeMutableBufferPointer<Self>, _ order: [Int],
    into y: UnsafeMutableBufferPointer<Self>)

  /// y_i ← max(y_i, x_{i · stride}); see `mag_maximum_f32`.
  static func maximum(
    _ x: UnsafePointer<Self>, stride: Int, into y: UnsafeMutablePointer<Self>, count: Int)
  /// Products of weights with runs of a lattice; see `mag_convolve_f32`.
  static func correlate(
    _ weight: UnsafePointer<Self>, outputs: Int, offsets: UnsafeBufferPointer<Int>,
    _ lattice: UnsafePointer<Self>, startingFrom start: UnsafePointer<Self>?, width: Int,
    into out: UnsafeMutablePointer<Self>, pitch: Int)
  /// panel[t, o] ← w[o, t], with rows of `width` elements; see `PackedProduct`.
  static func packPanel(
    _ weights: MatrixView<Self>, width: Int, into panel: UnsafeMutablePointer<Self>)

  // Kernels on images; their meaning stands in ConvolutionKernels.swift and PoolingKernels.swift.
  static func convolve(
    _ shape: ConvolutionShape, _ images: MatrixView<Self>, weight: UnsafePointer<Self>,
    bias: UnsafePointer<Self>?, into outputs: MatrixView<Self>)
  static func convolveTransposed(
    _ shape: ConvolutionShape, _ cotangents: MatrixView<Self>, weight: UnsafePointer<Self>,
    into targets: MatrixView<Self>)
  static func convolutionGradient(
    _ shape: ConvolutionShape, _ images: MatrixView<Self>, cotangents: MatrixView<Self>,
    into gradient: UnsafeMutablePointer<Self>)
  static func poolMaximum(
    _ shape: PoolingShape, _ x: UnsafeMutableBufferPointer<Self>,
    into y: UnsafeMutableBufferPointer<Self>)
  static func selectMaximum(
    _ shape: PoolingShape, of x: UnsafeMutableBufferPointer<Self>,
    from values: UnsafeMutableBufferPointer<Self>, into y: UnsafeMutableBufferPointer<Self>)
  static func scatterMaximum(
    _ shape: PoolingShape, of x: UnsafeMutableBufferPointer<Self>,
    from cotangent: UnsafeMutableBufferPointer<Self>,
    into target: UnsafeMutableBufferPointer<Self>)
  static func poolAverage(
    _ shape: PoolingShape, countsPadding: Bool, _ x: UnsafeMutableBufferPointer<Self>,
    into y: UnsafeMutableBufferPointer<Self>)
  static func spreadAverage(
    _ shape: PoolingShape, countsPadding: Bool, _ cotangent: UnsafeMutableBufferPointer<Self>,
    into target: UnsafeMutableBufferPointer<Self>)

  // Kernels on rows of logits; their meaning stands in LogitKernels.swift.
  static func crossEntropy(_ logits: MatrixView<Self>, labels: [Int]) -> Double
  static func crossEntropyError(
    _ logits: MatrixView<Self>, labels: [Int], scale: Self, into errors: MatrixView<Self>)
  static func scaleFreeError(
    _ logits: MatrixView<Self>, labels: [Int], into errors: MatrixView<Self>)
  static func scaleFreeCurvature(
    _ logits: MatrixView<Self>, labels: [Int], tangent: MatrixView<Self>,
    addingTo errors: MatrixView<Self>)
  static func largest(in row: UnsafeMutableBufferPointer<Self>, except label: Int) -> Int
}

/// The numbers of one Adam step (Kingma & Ba 2015), with `correction1` = 1 − β₁ᵗ and so on.
public struct AdamStep: Sendable {
  public var rate: Double
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double
  public var weightDecay: Double
  public var correction1: Double
  public var correction2: Double

  public init(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double, step: Int
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    correction1 = 1 - pow(beta1, Double(step))
    correction2 = 1 - pow(beta2, Double(step))
  }
}

/// Functions of Foundation under one name, so that other files need not import it.
enum MAGMath {
  static func log(_ x: Double) -> Double { Foundation.log(x) }
}

extension Float: Scalar {
  public static func gemm(
    transposeA: Bool, transposeB: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ alpha: Float,
    _ a: UnsafePointer<Float>, _ lda: Int32, _ b: UnsafePointer<Float>, _ ldb: Int32,
    _ beta: Float, _ c: UnsafeMutablePointer<Float>, _ ldc: Int32
  ) {
    _ = singleThreadedBLAS
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
      transposeB ? CblasTrans : CblasNoTrans, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }

  public static func adam(
    parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    mean: UnsafeMutablePointer<Float>, square: UnsafeMutablePointer<Float>, count: Int,
    settings s: AdamStep
  ) {
    mag_adam_f32(
      parameters, gradient, mean, square, count, Float(s.rate), Float(s.beta1), Float(s.beta2),
      Float(s.epsilon), Float(s.weightDecay), Float(s.correction1), Float(s.correction2))
  }

  public static func maximum(
    _ x: UnsafePointer<Float>, stride: Int, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mag_maximum_f32(x, stride, y, count)
  }

  public static func correlate(
    _ weight: UnsafePointer<Float>, outputs: Int, offsets: UnsafeBufferPointer<Int>,
    _ lattice: UnsafePointer<Float>, startingFrom start: UnsafePointer<Float>?, width: Int,
    into out: UnsafeMutablePointer<Float>, pitch: Int
  ) {
    mag_convolve_f32(
      weight, outputs, offsets.count, offsets.baseAddress, lattice, start, width, out, pitch)
  }

  public static func exponential(_ x: Float) -> Float { Foundation.exp(x) }
  public static func logarithm(_ x: Float) -> Float { Foundation.log(x) }
  public static func hyperbolicTangent(_ x: Float) -> Float { Foundation.tanh(x) }
  public static func errorFunction(_ x: Float) -> Float { Foundation.erf(x) }
}

extension Double: Scalar {
  public static func gemm(
    transposeA: Bool, transposeB: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ alpha: Double,
    _ a: UnsafePointer<Double>, _ lda: Int32, _ b: UnsafePointer<Double>, _ ldb: Int32,
    _ beta: Double, _ c: UnsafeMutablePointer<Double>, _ ldc: Int32
  ) {
    _ = singleThreadedBLAS
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
      transposeB ? CblasTrans : CblasNoTrans, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }

  public static func adam(
    parameters: UnsafeMutablePointer<Double>, gradient: UnsafePointer<Double>,
    mean: UnsafeMutablePointer<Double>, square: UnsafeMutablePointer<Double>, count: Int,
    settings s: AdamStep
  ) {
    mag_adam_f64(
      parameters, gradient, mean, square, count, s.rate, s.beta1, s.beta2, s.epsilon,
      s.weightDecay, s.correction1, s.correction2)
  }

  public static func maximum(
    _ x: UnsafePointer<Double>, stride: Int, into y: UnsafeMutablePointer<Double>, count: Int
  ) {
    mag_maximum_f64(x, stride, y, count)
  }

  public static func correlate(
    _ weight: UnsafePointer<Double>, outputs: Int, offsets: UnsafeBufferPointer<Int>,
    _ lattice: UnsafePointer<Double>, startingFrom start: UnsafePointer<Double>?, width: Int,
    into out: UnsafeMutablePointer<Double>, pitch: Int
  ) {
    mag_convolve_f64(
      weight, outputs, offsets.count, offsets.baseAddress, lattice, start, width, out, pitch)
  }

  public static func exponential(_ x: Double) -> Double { Foundation.exp(x) }
  public static func logarithm(_ x: Double) -> Double { Foundation.log(x) }
  public static func hyperbolicTangent(_ x: Double) -> Double { Foundation.tanh(x) }
  public static func errorFunction(_ x: Double) -> Double { Foundation.erf(x) }
}
