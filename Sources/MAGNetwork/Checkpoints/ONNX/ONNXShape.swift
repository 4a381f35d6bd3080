import MAGFiles

/// Rules for the extents of arrays, the same for constants and for what is computed from an image.
enum ONNXShape {
  /// The most axes of an array; more serve no network and cost memory for every value.
  static let largestRank = 32

  /// The number of elements; nil if the extents that are not 0 do not fit into 63 bits together.
  ///
  /// An array without elements must fit too: its axes may be put into another order, and what two of
  /// them span is a product of its own.
  static func count(_ extents: [Int]) -> Int? { StridedView.product(extents) }

  /// How far apart neighbours along each axis are in row-major order; their count must fit.
  static func strides(_ extents: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: extents.count)
    for axis in extents.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }

  /// Calls `body` with each place that a walk through a shape with these strides visits.
  static func walk(_ shape: [Int], strides: [Int], _ body: (Int) -> Void) {
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    for _ in 0..<shape.reduce(1, *) {
      body(place)
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] { break }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
  }

  /// Where the elements of an array stood before its axes were taken in another order, axis i of
  /// the result being axis `order[i]`.
  static func places(_ extents: [Int], inOrder order: [Int]) -> [Int] {
    let strides = strides(extents)
    var places: [Int] = []
    walk(order.map { extents[$0] }, strides: order.map { strides[$0] }) { places.append($0) }
    return places
  }

  /// The places of an axis that Slice takes: bounds count from the end where they are negative, and
  /// those beyond the axis are brought back to it; backwards, the end may lie before the first.
  static func places(of extent: Int, from start: Int, to end: Int, by step: Int) -> [Int] {
    if extent == 0 { return [] }
    func counted(_ bound: Int) -> Int { bound < 0 ? bound + extent : bound }
    let last = step > 0 ? extent : extent - 1
    return Array(
      stride(
        from: min(max(counted(start), 0), last),
        to: min(max(counted(end), step > 0 ? 0 : -1), last),
        by: min(max(step, -extent), extent)))
  }

  /// `axis`, counted from the end where it is negative, if it is in 0..<rank.
  static func axis(_ axis: Int, rank: Int) -> Int? {
    let resolved = axis < 0 ? axis + rank : axis
    return (0..<rank).contains(resolved) ? resolved : nil
  }

  /// The axes, each resolved as by `axis` and named once.
  static func axes(_ axes: [Int], rank: Int) -> Set<Int>? {
    let resolved = Set(axes.compactMap { axis($0, rank: rank) })
    return resolved.count == axes.count ? resolved : nil
  }

  /// The shape of elementwise arithmetic: aligned at the last axis, extents equal or one of them 1.
  static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let first = [Int](repeating: 1, count: rank - a.count) + a
    let second = [Int](repeating: 1, count: rank - b.count) + b
    guard zip(first, second).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    return zip(first, second).map { $0 == 1 ? $1 : $0 }
  }

  /// The shape that Reshape asks for: −1 takes what is left, 0 keeps the extent unless zeros are
  /// allowed to mean themselves.
  static func reshaped(_ extents: [Int], to target: [Int], zerosAreMeant: Bool) -> [Int]? {
    var result: [Int] = []
    for (index, wanted) in target.enumerated() {
      if wanted == 0, !zerosAreMeant {
        guard index < extents.count else { return nil }
        result.append(extents[index])
      } else {
        guard wanted >= -1 else { return nil }
        result.append(wanted)
      }
    }
    guard let total = count(extents) else { return nil }
    if let free = result.firstIndex(of: -1) {
      result[free] = 1
      guard let known = count(result), known > 0, total.isMultiple(of: known),
        !result.contains(-1)
      else { return nil }
      result[free] = total / known
    }
    return count(result) == total ? result : nil
  }

  /// Two axes: what stands before `axis`, and the rest; `axis` may be the rank.
  static func flattened(_ extents: [Int], at axis: Int) -> [Int]? {
    let resolved = axis < 0 ? axis + extents.count : axis
    guard (0...extents.count).contains(resolved),
      let before = count(Array(extents[..<resolved])),
      let after = count(Array(extents[resolved...]))
    else { return nil }
    return [before, after]
  }

  /// Without these axes, which must be of extent 1; nil axes stand for all of extent 1.
  static func squeezed(_ extents: [Int], axes: [Int]?) -> [Int]? {
    guard let axes else { return extents.filter { $0 != 1 } }
    guard let resolved = self.axes(axes, rank: extents.count),
      resolved.allSatisfy({ extents[$0] == 1 })
    else { return nil }
    return extents.indices.filter { !resolved.contains($0) }.map { extents[$0] }
  }

  /// With axes of extent 1 at these places of the result.
  static func unsqueezed(_ extents: [Int], axes: [Int]) -> [Int]? {
    let rank = extents.count + axes.count
    guard let resolved = self.axes(axes, rank: rank) else { return nil }
    var rest = extents[...]
    return (0..<rank).map { resolved.contains($0) ? 1 : rest.removeFirst() }
  }

  /// Whether an order of axes leaves the row-major order of the elements as it is.
  static func keepsOrder(_ extents: [Int], _ order: [Int]) -> Bool {
    let moved = order.filter { extents[$0] != 1 }
    return moved == moved.sorted()
  }
}
