/// One image with its padding, laid out so that what a tap meets is a run; see `ConvolutionShape`.
final class Lattice<Element: Scalar> {
  private let shape: ConvolutionShape
  private let offsets: [[Int]]
  private let places: [(image: Int, count: Int, lattice: Int)]
  private let elements: UnsafeMutablePointer<Element>

  /// Zeros.
  init(_ shape: ConvolutionShape) {
    self.shape = shape
    offsets = (0..<shape.groups).map(shape.offsets(group:))
    places = shape.places()
    elements = .allocate(capacity: shape.latticeCount)
    elements.initialize(repeating: 0, count: shape.latticeCount)
  }

  deinit { elements.deallocate() }

  func clear() { elements.update(repeating: 0, count: shape.latticeCount) }

  /// Writes an image into its places; the padding stays as it is, zero.
  func spread(_ image: UnsafeMutableBufferPointer<Element>) {
    guard let image = image.baseAddress else { return }
    let stride = shape.window.strideX
    for channel in 0..<shape.input.channels {
      let source = image + channel * shape.input.planeCount
      let target = elements + channel * shape.channelCount
      for place in places {
        let (from, to) = (source + place.image, target + place.lattice)
        if stride == 1 {
          to.update(from: from, count: place.count)
        } else {
          for index in 0..<place.count { to[index] = from[index * stride] }
        }
      }
    }
  }

  /// Reads an image out of its places; the inverse of `spread`.
  func gather(into image: UnsafeMutableBufferPointer<Element>) {
    guard let image = image.baseAddress else { return }
    let stride = shape.window.strideX
    for channel in 0..<shape.input.channels {
      let target = image + channel * shape.input.planeCount
      let source = elements + channel * shape.channelCount
      for place in places {
        let (from, to) = (source + place.lattice, target + place.image)
        for index in 0..<place.count { to[index * stride] = from[index] }
      }
    }
  }

  /// The values of a strip: each output's weights times the runs of their taps.
  func correlate(
    _ weight: UnsafePointer<Element>, group: Int, row: Int, width: Int,
    _ scratch: ConvolutionScratch<Element>
  ) {
    let outputs = shape.output.channels / shape.groups
    offsets[group].withUnsafeBufferPointer { offsets in
      Element.correlate(
        weight + group * outputs * shape.depth, outputs: outputs, offsets: offsets,
        elements + row * shape.pitch, startingFrom: nil, width: width, into: scratch.values,
        pitch: width)
    }
  }

  /// columns[k, p] ← what tap k meets at position p of the strip.
  func unfold(into columns: UnsafeMutablePointer<Element>, group: Int, row: Int, width: Int) {
    for (k, offset) in offsets[group].enumerated() {
      (columns + k * width).update(from: elements + offset + row * shape.pitch, count: width)
    }
  }

  /// Adds columns, each where `unfold` finds it.
  func fold(_ columns: UnsafeMutablePointer<Element>, group: Int, row: Int, width: Int) {
    for (k, offset) in offsets[group].enumerated() {
      let target = elements + offset + row * shape.pitch
      let source = columns + k * width
      for p in 0..<width { target[p] += source[p] }
    }
  }
}
