import Foundation

/// Which elements of a run of memory make a tensor: element (i, j, …) lies at
/// offset + i·strides[0] + j·strides[1] + ….
///
/// Offsets and strides count elements. Extents and strides must be as many, and none negative.
public struct StridedView: Sendable, Equatable {
  public let offset: Int
  public let extents: [Int]
  public let strides: [Int]

  public init(offset: Int, extents: [Int], strides: [Int]) {
    self.offset = offset
    self.extents = extents
    self.strides = strides
  }

  /// The product of numbers that are not negative; nil if those that are not 0 pass what an Int holds.
  public static func product(_ factors: [Int]) -> Int? {
    var product = 1
    for factor in factors where factor != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = next
    }
    return factors.contains(0) ? 0 : product
  }

  /// The strides of a tensor without gaps, the last index (or, in Fortran order, the first) running
  /// fastest; the product of the extents must not overflow.
  public static func strides(of extents: [Int], isFortranOrder: Bool = false) -> [Int] {
    if extents.contains(0) { return extents.map { _ in 0 } }
    var strides = [Int](repeating: 1, count: extents.count)
    if isFortranOrder {
      for axis in extents.indices.dropFirst() {
        strides[axis] = strides[axis - 1] * extents[axis - 1]
      }
    } else {
      for axis in extents.indices.dropLast().reversed() {
        strides[axis] = strides[axis + 1] * extents[axis + 1]
      }
    }
    return strides
  }

  /// Why the view does not fit into memory of so many elements; nil if it does.
  ///
  /// A view with more elements than its memory (strides of 0) is refused too: the tensor would cost
  /// memory that the file never had.
  public func problem(within available: Int, elementSize: Int) -> String? {
    guard extents.count == strides.count, offset >= 0, (extents + strides).allSatisfy({ $0 >= 0 })
    else { return "its offset \(offset), extents \(extents) and strides \(strides) make no view" }
    guard let size = Self.product(extents + [elementSize]) else {
      return "the extents \(extents) are too large"
    }
    let count = size / elementSize
    guard count <= available, offset <= available else {
      return "\(count) elements from element \(offset) on were asked of a storage of \(available)"
    }
    if count == 0 { return nil }
    var last = offset
    for (extent, stride) in zip(extents, strides) {
      let (step, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (next, overflowed) = last.addingReportingOverflow(step)
      guard !overflow, !overflowed, next < available else {
        return "extents \(extents) and strides \(strides) from element \(offset) on reach beyond "
          + "its storage of \(available)"
      }
      last = next
    }
    return nil
  }

  /// The elements in row-major order and little-endian; the view must fit into `bytes`.
  ///
  /// Shares memory where the elements lie so already, else copies them: O(elements).
  ///
  /// - Parameters:
  ///   - bytes: the storage that the view is of.
  ///   - elementSize: in bytes.
  ///   - swapsBytes: whether the elements in `bytes` are big-endian.
  public func gathered(from bytes: Data, elementSize: Int, swapsBytes: Bool) -> Data {
    let count = Self.product(extents) ?? 0
    if count == 0 { return Data() }
    if isContiguous {
      let start = bytes.startIndex + offset * elementSize
      let run = bytes[start..<start + count * elementSize]
      return swapsBytes && elementSize > 1 ? Self.swapped(run, elementSize: elementSize) : run
    }
    var result = Data(count: count * elementSize)
    var index = [Int](repeating: 0, count: extents.count)
    var source = offset
    bytes.withUnsafeBytes { (from: UnsafeRawBufferPointer) in
      result.withUnsafeMutableBytes { (to: UnsafeMutableRawBufferPointer) in
        for element in 0..<count {
          for byte in 0..<elementSize {
            let place = swapsBytes ? elementSize - 1 - byte : byte
            to[element * elementSize + byte] = from[source * elementSize + place]
          }
          for axis in extents.indices.reversed() {
            index[axis] += 1
            source += strides[axis]
            if index[axis] < extents[axis] { break }
            source -= index[axis] * strides[axis]
            index[axis] = 0
          }
        }
      }
    }
    return result
  }

  /// Whether the elements follow each other in row-major order; strides of extents 1 do not matter.
  private var isContiguous: Bool {
    zip(extents, zip(strides, Self.strides(of: extents))).allSatisfy { extent, strides in
      extent == 1 || strides.0 == strides.1
    }
  }

  private static func swapped(_ run: Data, elementSize: Int) -> Data {
    var result = Data(count: run.count)
    run.withUnsafeBytes { (from: UnsafeRawBufferPointer) in
      result.withUnsafeMutableBytes { (to: UnsafeMutableRawBufferPointer) in
        for index in 0..<from.count {
          let first = index - index % elementSize
          to[first + elementSize - 1 - index % elementSize] = from[index]
        }
      }
    }
    return result
  }
}
