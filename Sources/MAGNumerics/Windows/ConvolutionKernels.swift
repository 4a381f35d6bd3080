// Convolutions of a run of images on one thread; requirements of `Scalar`, so that both types have
// compiled versions behind one dynamic call. Shapes are the callers' duty (`Convolution` checks).
extension Scalar {
  /// y ← w ∗ x, plus the bias if there is one; one image a row.
  public static func convolve(
    _ shape: ConvolutionShape, _ images: MatrixView<Self>, weight: UnsafePointer<Self>,
    bias: UnsafePointer<Self>?, into outputs: MatrixView<Self>
  ) {
    let scratch = ConvolutionScratch<Self>(shape)
    for image in 0..<images.rows {
      scratch.spread(images.row(image))
      let output = outputs.row(image)
      scratch.forEachStrip { group, rows, width in
        scratch.unfold(group: group, rows: rows, width: width)
        scratch.multiply(weight, group: group, width: width)
        let target = scratch.channels(of: group)
        for channel in target {
          let shift = bias?[channel] ?? 0
          for row in rows {
            let source =
              scratch.values + (channel - target.lowerBound) * width
              + (row - rows.lowerBound) * shape.pitch
            let start = channel * shape.output.planeCount + row * shape.output.width
            for x in 0..<shape.output.width { output[start + x] = source[x] + shift }
          }
        }
      }
    }
  }

  /// x̄ ← the transpose of y = w ∗ x, applied to ȳ; one image a row.
  public static func convolveTransposed(
    _ shape: ConvolutionShape, _ cotangents: MatrixView<Self>, weight: UnsafePointer<Self>,
    into targets: MatrixView<Self>
  ) {
    let scratch = ConvolutionScratch<Self>(shape)
    for image in 0..<cotangents.rows {
      scratch.clear()
      scratch.forEachStrip { group, rows, width in
        scratch.widen(cotangents.row(image), group: group, rows: rows, width: width)
        scratch.multiplyTransposed(weight, group: group, width: width)
        scratch.fold(group: group, rows: rows, width: width)
      }
      scratch.gather(into: targets.row(image))
    }
  }

  /// w̄ ← Σ over rows of ∂(ȳ · (w ∗ x))/∂w.
  public static func convolutionGradient(
    _ shape: ConvolutionShape, _ images: MatrixView<Self>, cotangents: MatrixView<Self>,
    into gradient: UnsafeMutablePointer<Self>
  ) {
    gradient.update(repeating: 0, count: shape.weightCount)
    let scratch = ConvolutionScratch<Self>(shape)
    for image in 0..<images.rows {
      scratch.spread(images.row(image))
      scratch.forEachStrip { group, rows, width in
        scratch.unfold(group: group, rows: rows, width: width)
        scratch.widen(cotangents.row(image), group: group, rows: rows, width: width)
        scratch.accumulate(into: gradient, group: group, width: width)
      }
    }
  }
}
