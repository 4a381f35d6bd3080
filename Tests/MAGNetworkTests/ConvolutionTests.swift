import Testing

@testable import MAGNetwork
@testable import MAGNumerics

@Suite("Convolutions") struct ConvolutionTests {
  private func layer(
    _ extents: (Int, Int, Int), _ outputs: Int, _ window: Window2D, groups: Int = 1,
    hasBias: Bool = true
  ) throws -> Convolution {
    try #require(
      Convolution(
        input: ImageExtents(channels: extents.0, height: extents.1, width: extents.2),
        outputChannels: outputs, window: window, groups: groups, hasBias: hasBias))
  }

  @Test("a convolution worked by hand: two channels, a 2 by 2 kernel, padding on the right")
  func convolution_smallCase_isHandWorked() throws {
    var probe = LayerProbe(
      try layer((2, 2, 2), 1, Window2D(kernelHeight: 2, kernelWidth: 2, right: 1)))
    // Kernels [[1, 2], [3, 4]] and [[0, 1], [0, −1]], bias 0.5.
    probe.parameters = [1, 2, 3, 4, 0, 1, 0, -1, 0.5]
    // Channels [[1, 2], [3, 4]] and [[5, 6], [7, 8]].
    let x = Matrix<Double>(rows: 1, columns: 8, storage: [1, 2, 3, 4, 5, 6, 7, 8])
    // Left: 1 + 4 + 9 + 16 + 6 − 8 + 0.5. Right, beside the zeros: 2 + 12 + 0.5.
    #expect(probe.forward(x).storage == [28.5, 14.5])
    let bar = Matrix<Double>(rows: 1, columns: 2, storage: [1, 10])
    #expect(probe.pullback(x, bar).storage == [1, 12, 3, 34, 0, 1, 0, -1])
    // Tap by tap: the left window's element, and ten times the right one's.
    let gradient: [Double] = [21, 2, 43, 4, 65, 6, 87, 8, 11]
    #expect(probe.parameterGradient(bar, x, primalRows: 1) == gradient)
  }

  @Test("stride, padding, dilation and groups agree with plain loops", arguments: 0..<40)
  func convolution_randomShapes_agreeWithLoops(_ index: Int) throws {
    var generator = SeededGenerator(seed: 21, stream: UInt64(index))
    let naive = NaiveWindow.random(&generator)
    let groups = [1, 2, 4][index % 3]
    let layer = try #require(
      Convolution(
        input: naive.input, outputChannels: 4, window: naive.window, groups: groups,
        hasBias: index % 2 == 0))
    let probe = LayerProbe(layer, seed: UInt64(index))
    let x: Matrix<Double> = randomMatrix(3, layer.inputCount, using: &generator)
    let weights = layer.tensors[0].count
    let expected = (0..<3).flatMap { row in
      naive.convolution(
        Array(x.row(row)), weight: Array(probe.parameters[..<weights]),
        bias: layer.hasBias ? Array(probe.parameters[weights...]) : nil, output: layer.output,
        groups: groups)
    }
    // Sums of at most 37 products of magnitude 1.
    #expect(relativeError(probe.forward(x).storage, expected) < 1e-14)
    // The maps back belong to it: ⟨ȳ, w ∗ x⟩ = ⟨x̄, x⟩ = ⟨w̄, w⟩.
    let bar: Matrix<Double> = randomMatrix(3, layer.outputCount, using: &generator)
    let pairing = dot(bar.storage, probe.tangent(x, x).storage)
    #expect(abs(dot(probe.pullback(x, bar).storage, x.storage) - pairing) < 1e-12)
    let gradient = probe.parameterGradient(bar, x, primalRows: 3)
    let paired = dot(Array(gradient[..<weights]), Array(probe.parameters[..<weights]))
    #expect(abs(paired - pairing) < 1e-12)
  }

  @Test("planes that are handled in several strips agree with plain loops")
  func convolution_largePlane_agreesWithLoops() throws {
    let window = Window2D(
      kernelHeight: 5, kernelWidth: 3, strideY: 2, top: 2, left: 1, bottom: 2, right: 1)
    let layer = try layer((12, 40, 60), 3, window)
    #expect(layer.shape.stripRows(elements: layer.shape.depth) < layer.output.height)
    let naive = NaiveWindow(input: layer.input, window: window)
    let probe = LayerProbe(layer)
    var generator = SeededGenerator(seed: 22)
    let x: Matrix<Double> = randomMatrix(1, layer.inputCount, using: &generator)
    let weights = layer.tensors[0].count
    let expected = naive.convolution(
      x.storage, weight: Array(probe.parameters[..<weights]),
      bias: Array(probe.parameters[weights...]), output: layer.output, groups: 1)
    #expect(relativeError(probe.forward(x).storage, expected) < 1e-14)
    let bar: Matrix<Double> = randomMatrix(1, layer.outputCount, using: &generator)
    let pairing = dot(bar.storage, probe.tangent(x, x).storage)
    // 3 600 outputs of 180 products each.
    #expect(abs(dot(probe.pullback(x, bar).storage, x.storage) - pairing) < 1e-10)
  }

  @Test("a kernel as large as the image is a dense layer")
  func convolution_wholeImage_isDense() throws {
    let layer = try layer((3, 4, 5), 6, Window2D(kernelHeight: 4, kernelWidth: 5))
    let probe = LayerProbe(layer)
    var dense = LayerProbe(Dense(inputCount: 60, outputCount: 6))
    dense.parameters = probe.parameters
    var generator = SeededGenerator(seed: 23)
    let x: Matrix<Double> = randomMatrix(2, 60, using: &generator)
    let bar: Matrix<Double> = randomMatrix(2, 6, using: &generator)
    #expect(relativeError(probe.forward(x).storage, dense.forward(x).storage) < 1e-14)
    #expect(relativeError(probe.pullback(x, bar).storage, dense.pullback(x, bar).storage) < 1e-14)
    #expect(
      relativeError(
        probe.parameterGradient(bar, x, primalRows: 2),
        dense.parameterGradient(bar, x, primalRows: 2)) < 1e-14)
  }

  @Test("no images give no outputs")
  func convolution_noRows_isEmpty() throws {
    let probe = LayerProbe(try layer((1, 3, 3), 2, Window2D(kernelHeight: 3, kernelWidth: 3)))
    #expect(probe.forward(Matrix(rows: 0, columns: 9)).rows == 0)
    let none = probe.parameterGradient(
      Matrix(rows: 0, columns: 2), Matrix(rows: 0, columns: 9), primalRows: 0)
    #expect(none == [Double](repeating: 0, count: 20))
  }

  @Test("names, extents and tensors are those of nn.Conv2d")
  func convolution_description_isPyTorchs() throws {
    let layer = try layer(
      (4, 28, 28), 16, Window2D(kernelHeight: 3, kernelWidth: 5, strideY: 2, strideX: 2, top: 1),
      groups: 2)
    #expect(layer.output == ImageExtents(channels: 16, height: 14, width: 12))
    #expect(
      layer.tensors == [
        TensorShape(name: "weight", extents: [16, 2, 3, 5]),
        TensorShape(name: "bias", extents: [16]),
      ])
    #expect(layer.kindName == "convolution" && layer.linearity == .affine)
    #expect(layer.shapeText == "4×28×28 → 16×14×12")
    var generator = SeededGenerator(seed: 1)
    let bound = 1 / 30.0.squareRoot()
    let drawn = layer.initialParameters(.pytorch, using: &generator)
    #expect(drawn.count == 496 && drawn.allSatisfy { abs($0) <= bound })
    #expect(drawn.contains { abs($0) > 0.99 * bound })
  }

  @Test("what does not fit is no convolution")
  func init_illFitting_isNil() {
    let image = ImageExtents(channels: 4, height: 6, width: 6)
    func make(
      _ window: Window2D, outputs: Int = 4, groups: Int = 1, input: ImageExtents? = nil
    ) -> Convolution? {
      Convolution(input: input ?? image, outputChannels: outputs, window: window, groups: groups)
    }
    let fitting = Window2D(kernelHeight: 3, kernelWidth: 3)
    #expect(make(fitting) != nil)
    #expect(make(fitting, groups: 3) == nil && make(fitting, outputs: 6, groups: 4) == nil)
    #expect(make(fitting, groups: 0) == nil && make(fitting, outputs: 0) == nil)
    #expect(make(Window2D(kernelHeight: 7, kernelWidth: 3)) == nil)
    #expect(make(Window2D(kernelHeight: 3, kernelWidth: 3, dilationX: 3)) == nil)
    #expect(make(Window2D(kernelHeight: 0, kernelWidth: 3)) == nil)
    #expect(make(Window2D(kernelHeight: 3, kernelWidth: 3, strideX: 0)) == nil)
    #expect(make(Window2D(kernelHeight: 3, kernelWidth: 3, left: -1)) == nil)
    let huge = ImageExtents(channels: .max, height: .max, width: 2)
    #expect(make(fitting, input: huge) == nil)
    #expect(make(fitting, outputs: .max) == nil)
    #expect(make(Window2D(kernelHeight: .max, kernelWidth: .max, dilationY: .max)) == nil)
    #expect(make(Window2D(kernelHeight: 3, kernelWidth: 3, top: .max, bottom: .max)) == nil)
    #expect(make(Window2D(kernelHeight: 3, kernelWidth: 3, top: 1 << 24, left: 1 << 24)) == nil)
  }
}

@Suite("Convolutions on several threads", .serialized) struct ConvolutionThreadTests {
  @Test("outputs and gradients have the same bits on 1, 2 and 5 threads")
  func convolution_threadCounts_giveEqualBits() throws {
    let layer = try #require(
      Convolution(
        input: ImageExtents(channels: 3, height: 20, width: 21), outputChannels: 8,
        window: Window2D(kernelHeight: 3, kernelWidth: 3, strideX: 2, top: 1, bottom: 1)))
    let probe = LayerProbe(layer)
    var generator = SeededGenerator(seed: 24)
    let x: Matrix<Double> = randomMatrix(50, layer.inputCount, using: &generator)
    let bar: Matrix<Double> = randomMatrix(50, layer.outputCount, using: &generator)
    func results(_ threads: Int) -> [[Double]] {
      Parallel.setThreadCount(threads)
      defer { Parallel.setThreadCount(0) }
      return [
        probe.forward(x).storage, probe.pullback(x, bar).storage,
        probe.parameterGradient(bar, x, primalRows: 30),
      ]
    }
    let alone = results(1)
    #expect(results(2) == alone && results(5) == alone)
  }
}
