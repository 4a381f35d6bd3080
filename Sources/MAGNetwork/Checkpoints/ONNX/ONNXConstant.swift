import MAGFiles
import MAGNumerics

/// A constant of a graph while it is interpreted: numbers in row-major order.
///
/// Elements are Double whatever the file's type: float32 weights pass through unchanged, and what
/// is folded into them is rounded once at the end.
struct ONNXConstant: Equatable {
  /// Of the tensor it comes from, for failures.
  let name: String
  let isFloatingPoint: Bool
  var extents: [Int]
  var values: [Double]

  init(_ tensor: StoredTensor, name: String) {
    self.name = name
    isFloatingPoint = tensor.type.isFloatingPoint
    extents = tensor.extents
    values = tensor.values(as: Double.self)
  }

  init(name: String, isFloatingPoint: Bool = false, extents: [Int], values: [Double]) {
    self.name = name
    self.isFloatingPoint = isFloatingPoint
    self.extents = extents
    self.values = values
  }

  /// The elements as whole numbers, or nil if one is something else; the largest that int64 has,
  /// which exporters write for no end, is rounded to 2⁶³ as a Double and brought back here.
  var integers: [Int]? {
    let exact = values.compactMap { $0 == 0x1p63 ? Int.max : Int(exactly: $0) }
    return exact.count == values.count ? exact : nil
  }

  /// The only element, or nil if there are more or none.
  var scalar: Double? { values.count == 1 ? values[0] : nil }

  /// The elements with axes in another order: axis i of the result is axis `order[i]` of this.
  func transposed(_ order: [Int]) -> ONNXConstant {
    var result = self
    result.extents = order.map { extents[$0] }
    let strides = ONNXShape.strides(extents)
    result.values = gathered(result.extents, strides: order.map { strides[$0] })
    return result
  }

  /// The elements repeated along the axes of a larger shape, of which this one's must be the last
  /// ones, each either as large or 1; a constant of one element stays as it is.
  func broadcast(to shape: [Int]) -> [Double] {
    if values.count == 1 || extents == shape { return values }
    let padded = [Int](repeating: 1, count: shape.count - extents.count) + extents
    let strides = zip(padded, ONNXShape.strides(padded)).map { $0 == 1 ? 0 : $1 }
    return gathered(shape, strides: strides)
  }

  /// The elements at these places of an axis.
  func taking(_ places: [Int], of axis: Int) -> ONNXConstant {
    let inner = extents[(axis + 1)...].reduce(1, *)
    let block = extents[axis] * inner
    var result = self
    result.extents[axis] = places.count
    result.values = stride(from: 0, to: values.count, by: max(block, 1)).flatMap { start in
      places.flatMap { values[start + $0 * inner..<start + ($0 + 1) * inner] }
    }
    return result
  }

  private func gathered(_ shape: [Int], strides: [Int]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(shape.reduce(1, *))
    ONNXShape.walk(shape, strides: strides) { result.append(values[$0]) }
    return result
  }
}
