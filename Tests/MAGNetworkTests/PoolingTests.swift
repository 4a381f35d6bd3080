import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Poolings and other layers without products") struct PoolingTests {
  private let square = ImageExtents(channels: 1, height: 3, width: 3)

  @Test("max pooling worked by hand, with the gradient at ties on the first element")
  func maxPooling_smallCase_isHandWorked() throws {
    let probe = LayerProbe(
      try #require(
        MaxPooling(input: square, window: Window2D(kernelHeight: 2, kernelWidth: 2))))
    let x = Matrix<Double>(rows: 1, columns: 9, storage: [1, 5, 2, 5, 5, 0, -1, 7, 0])
    #expect(probe.forward(x).storage == [5, 5, 7, 7])
    let bar = Matrix<Double>(rows: 1, columns: 4, storage: [1, 2, 3, 4])
    #expect(probe.pullback(x, bar).storage == [0, 3, 0, 0, 0, 0, 0, 7, 0])
    let dx = Matrix<Double>(rows: 1, columns: 9, storage: (0..<9).map(Double.init))
    #expect(probe.tangent(x, dx).storage == [1, 1, 7, 7])
  }

  @Test("padding counts as −∞ for the largest, and as zeros or not at all for the mean")
  func pooling_padding_countsAsStated() throws {
    let window = Window2D(
      kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2, top: 1, left: 1)
    let x = Matrix<Double>(rows: 1, columns: 9, storage: [-1, -2, -3, -4, -5, -6, -7, -8, -9])
    let largest = LayerProbe(try #require(MaxPooling(input: square, window: window)))
    #expect(largest.forward(x).storage == [-1, -2, -4, -5])
    let all = LayerProbe(
      try #require(AveragePooling(input: square, window: window, countsPadding: true)))
    #expect(all.forward(x).storage == [-0.25, -1.25, -2.75, -7])
    let inside = LayerProbe(
      try #require(AveragePooling(input: square, window: window, countsPadding: false)))
    #expect(inside.forward(x).storage == [-1, -2.5, -5.5, -7])
  }

  @Test("poolings agree with plain loops, rounding up or down", arguments: 0..<40)
  func pooling_randomShapes_agreeWithLoops(_ index: Int) throws {
    var generator = SeededGenerator(seed: 31, stream: UInt64(index))
    let naive = NaiveWindow.random(&generator)
    let (counts, ceil) = (index % 2 == 0, index % 4 < 2)
    // Some of these windows lie wholly in the padding, and are none.
    guard let largest = MaxPooling(input: naive.input, window: naive.window, ceilMode: ceil)
    else {
      #expect(
        AveragePooling(
          input: naive.input, window: naive.window, countsPadding: counts, ceilMode: ceil) == nil)
      return
    }
    let mean = try #require(
      AveragePooling(
        input: naive.input, window: naive.window, countsPadding: counts, ceilMode: ceil))
    let x: Matrix<Double> = randomMatrix(2, naive.input.count, using: &generator)
    let windows = (0..<2).flatMap { naive.windows(Array(x.row($0)), output: largest.output) }
    #expect(LayerProbe(largest).forward(x).storage == windows.map { $0.elements.max() ?? .nan })
    let means = windows.map { window in
      window.elements.reduce(0, +) / Double(counts ? window.padded : window.elements.count)
    }
    // Sums of at most nine numbers below 1.
    #expect(relativeError(LayerProbe(mean).forward(x).storage, means) < 1e-15)
  }

  @Test("rounding up adds the last partial window, unless it begins behind the image")
  func outputs_ceilMode_followsPyTorch() {
    func heights(_ size: Int, _ window: Window2D) -> [Int?] {
      let extents = ImageExtents(channels: 1, height: size, width: 4)
      return [false, true].map { window.outputs(of: extents, roundingUp: $0)?.height }
    }
    #expect(heights(5, Window2D(kernelHeight: 2, kernelWidth: 1, strideY: 2)) == [2, 3])
    #expect(heights(4, Window2D(kernelHeight: 2, kernelWidth: 1, strideY: 2)) == [2, 2])
    // The fourth window would begin in the padding below.
    #expect(
      heights(5, Window2D(kernelHeight: 2, kernelWidth: 1, strideY: 2, top: 1, bottom: 1))
        == [3, 3])
    #expect(heights(3, Window2D(kernelHeight: 1, kernelWidth: 1, strideY: 3, bottom: 3)) == [2, 2])
    #expect(heights(2, Window2D(kernelHeight: 3, kernelWidth: 1)) == [nil, nil])
  }

  @Test("a window of the whole image is the mean of each channel")
  func averagePooling_wholeImage_isMean() throws {
    let input = ImageExtents(channels: 2, height: 2, width: 3)
    let layer = try #require(
      AveragePooling(
        input: input, window: Window2D(kernelHeight: 2, kernelWidth: 3), countsPadding: true))
    let x = Matrix<Double>(
      rows: 1, columns: 12, storage: [1, 2, 3, 4, 5, 9, 0, 0, 0, 0, 0, -12])
    let probe = LayerProbe(layer)
    #expect(probe.forward(x).storage == [4, -2])
    let bar = Matrix<Double>(rows: 1, columns: 2, storage: [6, 12])
    #expect(
      probe.pullback(x, bar).storage
        == [Double](repeating: 1, count: 6) + [Double](repeating: 2, count: 6))
    #expect(layer.kindName == "average-pooling" && layer.shapeText == "2×2×3 → 2×1×1")
    #expect(layer.linearity == .affine)
  }

  @Test("windows wholly in the padding are no pooling")
  func init_paddingOnly_isNil() {
    let window = Window2D(kernelHeight: 2, kernelWidth: 2, top: 2)
    #expect(MaxPooling(input: square, window: window) == nil)
    #expect(AveragePooling(input: square, window: window, countsPadding: true) == nil)
    #expect(MaxPooling(input: square, window: Window2D(kernelHeight: 4, kernelWidth: 1)) == nil)
  }

  @Test("a factor and a shift for each group of elements, worked by hand")
  func elementwiseAffine_groups_areHandWorked() {
    var probe = LayerProbe(ElementwiseAffine(count: 4, group: 2))
    probe.parameters = [2, -1, 0.5, 10]
    let x = Matrix<Double>(rows: 2, columns: 4, storage: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(probe.forward(x).storage == [2.5, 4.5, 7, 6, 10.5, 12.5, 3, 2])
    #expect(probe.pullback(x, x).storage == [2, 4, -3, -4, 10, 12, -7, -8])
    // Second rows are tangents: they count for the factors alone.
    #expect(probe.parameterGradient(x, x, primalRows: 1) == [66, 138, 3, 7])
    var single = LayerProbe(ElementwiseAffine(count: 4, group: 1))
    single.parameters = [1, 2, 3, 4, 1, 0, 0, -1]
    #expect(single.forward(x.rows(0..<1)).storage == [2, 4, 9, 15])
    #expect(single.tangent(x.rows(0..<1), x.rows(0..<1)).storage == [1, 4, 9, 16])
    var whole = LayerProbe(ElementwiseAffine(count: 4, group: 4))
    whole.parameters = [2, 1]
    #expect(whole.forward(x.rows(0..<1)).storage == [3, 5, 7, 9])
  }

  @Test("a permutation takes each element from its place, and its pullback puts it back")
  func permutation_smallCase_isHandWorked() {
    // From [height 2, width 1, channels 2] to [channels, height, width].
    let layer = Permutation(order: [0, 2, 1, 3])
    let probe = LayerProbe(Permutation(order: [2, 0, 1]))
    let x = Matrix<Double>(rows: 1, columns: 3, storage: [10, 20, 30])
    #expect(probe.forward(x).storage == [30, 10, 20])
    #expect(probe.pullback(x, probe.forward(x)) == x)
    #expect(layer.shapeText == "4 → 4" && layer.kindName == "permutation")
  }

  @Test("each layer says whether it is affine, has straight pieces or is smooth")
  func linearity_layers_isStated() throws {
    let pooling = try #require(
      MaxPooling(input: square, window: Window2D(kernelHeight: 2, kernelWidth: 2)))
    #expect(pooling.linearity == .piecewiseLinear && pooling.kindName == "max-pooling")
    #expect(Activation(.identity, count: 2).linearity == .affine)
    #expect(Activation(.leakyReLU(slope: 0.1), count: 2).linearity == .piecewiseLinear)
    #expect(Activation(.gelu, count: 2).linearity == .smooth("gelu"))
    #expect(Dense(inputCount: 2, outputCount: 3).linearity == .affine)
    #expect(Dense(inputCount: 2, outputCount: 3).shapeText == "2 → 3")
    #expect(ElementwiseAffine(count: 4, group: 2).kindName == "affine")
  }
}
