/// Finds room for labels, one after another, so that they overlap neither each other nor what is
/// fixed, and as little ink as can be.
///
/// Each label is tried at 16 directions and growing distances around its anchor, then on a grid
/// over the whole area. Labels and fixed boxes are never overlapped; ink costs by the length or
/// area covered, distance by the point, and being nearer to another label's anchor costs too. A
/// label without any room is left out and counted. Cost: labels × about 300 places × ink.
struct LabelPlacer {
  struct Placed: Equatable {
    var text: PlacedText
    var box: Rect
    var leader: (Point, Point)?
    var request: LabelRequest

    static func == (a: Placed, b: Placed) -> Bool { a.text == b.text && a.box == b.box }
  }

  let bounds: Rect
  private(set) var taken: [Rect]
  private(set) var omitted: [LabelRequest] = []
  private var anchors: [Point] = []
  private let ink: [Ink]
  private let clearance: Double

  /// - Parameters:
  ///   - bounds: where labels may lie.
  ///   - taken: boxes that must stay free.
  ///   - clearance: the room kept between a label and anything else, in points.
  init(bounds: Rect, taken: [Rect] = [], ink: [Ink], clearance: Double = 1.2) {
    self.bounds = bounds
    self.taken = taken
    self.ink = ink
    self.clearance = clearance
  }

  mutating func place(_ requests: [LabelRequest], measurer: some TextMeasuring) -> [Placed] {
    anchors = requests.flatMap { [$0.anchor] + $0.others }
    return requests.compactMap { place($0, measurer: measurer) }
  }

  private mutating func place(_ request: LabelRequest, measurer: some TextMeasuring) -> Placed? {
    let ink = measurer.extent(of: request.text, style: request.style).ink
    var best: (cost: Double, box: Rect, anchor: Point)?
    let own = [request.anchor] + request.others
    func consider(_ box: Rect, at anchor: Point, _ extra: Double) {
      guard bounds.contains(box, slack: 1e-9), extra < best?.cost ?? .infinity else { return }
      let cost = extra + price(box, anchor: anchor, own: own)
      guard cost < best?.cost ?? .infinity else { return }
      let roomy = box.inset(by: -clearance)
      if !taken.contains(where: { $0.overlap(with: roomy) > 0 }) { best = (cost, box, anchor) }
    }
    for radius in stride(from: request.distance, through: 50, by: 2.5) {
      // Nothing further out can be cheaper than its distance alone.
      if let best, best.cost < radius { break }
      for anchor in own {
        for direction in LabelPlacer.directions {
          let center = Point(
            anchor.x + direction.x * (ink.width / 2 + radius),
            anchor.y + direction.y * (ink.height / 2 + radius))
          consider(
            Rect(
              x: center.x - ink.width / 2, y: center.y - ink.height / 2, width: ink.width,
              height: ink.height), at: anchor, direction.cost(request.preferred))
        }
      }
    }
    if best == nil {
      for y in stride(from: bounds.y, through: bounds.maxY - ink.height, by: 3) {
        for x in stride(from: bounds.x, through: bounds.maxX - ink.width, by: 3) {
          let box = Rect(x: x, y: y, width: ink.width, height: ink.height)
          consider(box, at: nearest(own, to: box), 0)
        }
      }
    }
    guard let (_, box, anchor) = best else {
      omitted.append(request)
      return nil
    }
    taken.append(box)
    let end = box.inset(by: -1).nearest(to: anchor)
    let far = end.distance(to: anchor) > 7
    return Placed(
      text: PlacedText(
        request.text, origin: Point(box.x - ink.x, box.y - ink.y), style: request.style), box: box,
      leader: far && request.leader != nil ? (anchor, end) : nil, request: request)
  }

  /// The one of the points that the box is nearest to.
  private func nearest(_ points: [Point], to box: Rect) -> Point {
    points.min {
      box.nearest(to: $0).distance(to: $0) < box.nearest(to: $1).distance(to: $1)
    } ?? box.center
  }

  /// Distance from the anchor, plus what the label and its way to the anchor cover.
  private func price(_ box: Rect, anchor: Point, own: [Point]) -> Double {
    let near = box.nearest(to: anchor)
    let reach = near.distance(to: anchor)
    var cost = reach
    for other in taken where other.length(ofSegmentFrom: anchor, to: near) > 0 { cost += 30 }
    // A label nearer to another label's anchor would be read as its own.
    for rival in anchors where !own.contains(rival) {
      if box.nearest(to: rival).distance(to: rival) < reach + 2 { cost += 12 }
    }
    let roomy = box.inset(by: -clearance)
    for piece in ink {
      switch piece {
      case .segment(let start, let end):
        let covered = roomy.length(ofSegmentFrom: start, to: end)
        if covered > 0 { cost += 12 + 2 * covered }
      case .area(let area):
        cost += 0.15 * area.overlap(with: roomy)
      }
    }
    return cost
  }

  private struct Direction {
    var x: Double
    var y: Double

    /// A small price for not being on the preferred side and centred there.
    func cost(_ side: LabelRequest.Side) -> Double {
      let along =
        switch side {
        case .left: -x
        case .right: x
        case .above: -y
        case .below: y
        }
      return 3 * (1 - along) + min(abs(x), abs(y))
    }
  }

  /// Sixteen places around the rim of a square.
  private static let directions: [Direction] = {
    let steps = [-1.0, -0.5, 0, 0.5, 1]
    return steps.flatMap { y in
      steps.compactMap { x in
        max(abs(x), abs(y)) == 1 ? Direction(x: x, y: y) : nil
      }
    }
  }()
}
