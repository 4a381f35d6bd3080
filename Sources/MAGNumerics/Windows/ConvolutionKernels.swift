// Convolutions of a run of images on one thread; requirements of `Scalar`, so that both types have
// compiled versions behind one dynamic call. Shapes are the callers' duty (`Convolution` checks).
extension Scalar {
  /// y ← w ∗ x, plus the bias if there is one; one image a row.
  public static func convolve(
    _ shape: ConvolutionShape, _ images: MatrixView<Self>, weight: UnsafePointer<Self>,
    bias: UnsafePointer<Self>?, into outputs: MatrixView<Self>
  ) {
    let lattice = Lattice<Self>(shape)
    let scratch = ConvolutionScratch<Self>(shape, depth: 0)
    for image in 0..<images.rows {
      guard let output = outputs.row(image).baseAddress else { return }
      lattice.spread(images.row(image))
      scratch.forEachStrip { group, rows, width in
        lattice.correlate(weight, group: group, row: rows.lowerBound, width: width, scratch)
        scratch.narrow(group: group, rows: rows, width: width, bias: bias, into: output)
      }
    }
  }

  /// x̄ ← the transpose of y = w ∗ x, applied to ȳ; one image a row.
  public static func convolveTransposed(
    _ shape: ConvolutionShape, _ cotangents: MatrixView<Self>, weight: UnsafePointer<Self>,
    into targets: MatrixView<Self>
  ) {
    let lattice = Lattice<Self>(shape)
    let scratch = ConvolutionScratch<Self>(shape, depth: shape.depth)
    for image in 0..<cotangents.rows {
      lattice.clear()
      scratch.forEachStrip { group, rows, width in
        scratch.widen(cotangents.row(image), group: group, rows: rows, width: width)
        scratch.multiplyTransposed(weight, group: group, width: width)
        lattice.fold(scratch.columns, group: group, row: rows.lowerBound, width: width)
      }
      lattice.gather(into: targets.row(image))
    }
  }

  /// w̄ ← Σ over rows of ∂(ȳ · (w ∗ x))/∂w.
  public static func convolutionGradient(
    _ shape: ConvolutionShape, _ images: MatrixView<Self>, cotangents: MatrixView<Self>,
    into gradient: UnsafeMutablePointer<Self>
  ) {
    gradient.update(repeating: 0, count: shape.weightCount)
    let lattice = Lattice<Self>(shape)
    let scratch = ConvolutionScratch<Self>(shape, depth: shape.depth)
    for image in 0..<images.rows {
      lattice.spread(images.row(image))
      scratch.forEachStrip { group, rows, width in
        lattice.unfold(into: scratch.columns, group: group, row: rows.lowerBound, width: width)
        scratch.widen(cotangents.row(image), group: group, rows: rows, width: width)
        scratch.accumulate(into: gradient, group: group, width: width)
      }
    }
  }
}
