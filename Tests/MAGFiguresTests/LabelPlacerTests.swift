import Testing

@testable import MAGFigures

@Suite("Placing labels") struct LabelPlacerTests {
  static let page = Rect(x: 0, y: 0, width: 100, height: 60)

  func request(_ text: String, _ x: Double, _ y: Double) -> LabelRequest {
    LabelRequest(
      text, anchor: Point(x, y), style: plainText, leader: Stroke(black, width: 0.4))
  }

  @Test("a free label takes the preferred side, centred on its anchor")
  func label_free_takesPreferredSide() throws {
    for (side, x, y) in [
      (LabelRequest.Side.right, 52.5, 26.5), (.left, 37.5, 26.5), (.above, 45.0, 20.5),
      (.below, 45.0, 32.5),
    ] {
      var placer = LabelPlacer(bounds: Self.page, ink: [])
      var wish = request("ab", 50, 30)
      wish.preferred = side
      let placed = try #require(placer.place([wish], measurer: PlainMeasurer()).first)
      #expect(placed.box == Rect(x: x, y: y, width: 10, height: 7), "\(side)")
      #expect(placed.text.origin == Point(x, y + 7), "\(side)")
      #expect(placed.leader == nil, "\(side)")
    }
  }

  @Test("labels at one anchor keep apart and stay inside")
  func labels_sameAnchor_keepApart() {
    var placer = LabelPlacer(bounds: Self.page, ink: [])
    let wishes = (0..<8).map { request("l\($0)", 50, 30) }
    let placed = placer.place(wishes, measurer: PlainMeasurer())
    #expect(placed.count == 8)
    for (index, one) in placed.enumerated() {
      #expect(Self.page.contains(one.box))
      for other in placed[..<index] { #expect(one.box.overlap(with: other.box) == 0) }
    }
    #expect(placed.contains { $0.leader != nil })
  }

  @Test("a label keeps off a line when there is room beside it")
  func label_lineBeside_isAvoided() throws {
    let line = Ink.segment(Point(50, 30), Point(100, 30))
    var placer = LabelPlacer(bounds: Self.page, ink: [line])
    let placed = try #require(
      placer.place([request("ab", 50, 30)], measurer: PlainMeasurer()).first)
    #expect(placed.box.length(ofSegmentFrom: Point(50, 30), to: Point(100, 30)) == 0)
  }

  @Test("a fixed box is never covered")
  func label_fixedBox_isKeptFree() throws {
    let fixed = Rect(x: 51, y: 0, width: 49, height: 60)
    var placer = LabelPlacer(bounds: Self.page, taken: [fixed], ink: [])
    let placed = try #require(
      placer.place([request("ab", 50, 30)], measurer: PlainMeasurer()).first)
    #expect(placed.box.overlap(with: fixed) == 0)
    #expect(placed.box.maxX < 50)
  }

  @Test("labels without room are left out and counted, the others stay")
  func labels_noRoom_areCounted() {
    var placer = LabelPlacer(bounds: Rect(x: 0, y: 0, width: 30, height: 9), ink: [])
    let wishes = [request("ab", 0, 4), request("cd", 30, 4), request("too long", 15, 4)]
    let placed = placer.place(wishes, measurer: PlainMeasurer())
    #expect(placed.map(\.text.text) == ["ab", "cd"])
    #expect(placer.omitted.map(\.text) == ["too long"])
  }

  @Test("a label does not settle nearer to another label's anchor when it has a choice")
  func label_rivalAnchor_isKeptFrom() throws {
    var placer = LabelPlacer(bounds: Self.page, ink: [])
    let placed = placer.place(
      [request("ab", 40, 30), request("cd", 54, 30)], measurer: PlainMeasurer())
    let first = try #require(placed.first)
    let own = first.box.nearest(to: Point(40, 30)).distance(to: Point(40, 30))
    let rival = first.box.nearest(to: Point(54, 30)).distance(to: Point(54, 30))
    #expect(rival > own)
  }
}

@Suite("Geometry") struct GeometryTests {
  let rect = Rect(x: 10, y: 10, width: 20, height: 10)

  @Test("overlap is the shared area, touching is none")
  func overlap_cases_areExact() {
    #expect(rect.overlap(with: Rect(x: 20, y: 15, width: 20, height: 20)) == 50)
    #expect(rect.overlap(with: Rect(x: 30, y: 10, width: 5, height: 5)) == 0)
    #expect(rect.overlap(with: Rect(x: 0, y: 0, width: 5, height: 5)) == 0)
  }

  @Test("the clipped length of a segment")
  func segment_clipped_hasItsLength() {
    #expect(rect.length(ofSegmentFrom: Point(0, 15), to: Point(100, 15)) == 20)
    #expect(rect.length(ofSegmentFrom: Point(15, 0), to: Point(15, 100)) == 10)
    #expect(rect.length(ofSegmentFrom: Point(0, 0), to: Point(5, 100)) == 0)
    #expect(rect.length(ofSegmentFrom: Point(12, 12), to: Point(15, 16)) == 5)
    #expect(rect.length(ofSegmentFrom: Point(0, 5), to: Point(100, 5)) == 0)
  }

  @Test("the nearest place of a rectangle")
  func nearest_outside_isOnTheBorder() {
    #expect(rect.nearest(to: Point(0, 0)) == Point(10, 10))
    #expect(rect.nearest(to: Point(15, 12)) == Point(15, 12))
    #expect(rect.nearest(to: Point(99, 15)) == Point(30, 15))
  }

  @Test("too few points make an empty path")
  func path_tooFewPoints_isEmpty() {
    #expect(Path(through: [Point(0, 0)]).steps.isEmpty)
    #expect(Path(polygon: [Point(0, 0), Point(1, 1)]).steps.isEmpty)
  }
}

@Suite("Placing many labels") struct CrowdedLabelTests {
  @Test("random crowds never overlap, never leave the area, and are all accounted for")
  func labels_randomCrowds_keepTheRules() {
    var generator = TestGenerator(12)
    for trial in 0..<30 {
      let bounds = Rect(
        x: 0, y: 0, width: 60 + 80 * generator.uniform(), height: 40 + 60 * generator.uniform())
      let fixed = Rect(x: bounds.width / 2, y: 0, width: 10, height: 20)
      let wishes = (0..<20).map { index in
        LabelRequest(
          "\(index).\(index)°",
          anchor: Point(bounds.width * generator.uniform(), bounds.height * generator.uniform()),
          style: plainText, leader: Stroke(black, width: 0.4))
      }
      var placer = LabelPlacer(
        bounds: bounds, taken: [fixed],
        ink: wishes.map { .segment($0.anchor, Point($0.anchor.x + 8, $0.anchor.y + 3)) })
      let placed = placer.place(wishes, measurer: PlainMeasurer())
      #expect(placed.count + placer.omitted.count == wishes.count, "trial \(trial)")
      #expect(placed.count >= 4, "trial \(trial)")
      for (index, label) in placed.enumerated() {
        #expect(bounds.contains(label.box, slack: 1e-9), "trial \(trial), label \(index)")
        #expect(label.box.overlap(with: fixed) == 0, "trial \(trial), label \(index)")
        for other in placed[..<index] {
          #expect(label.box.overlap(with: other.box) == 0, "trial \(trial), label \(index)")
        }
      }
    }
  }

  @Test("a label that had to move far has a leader from its anchor to its border")
  func label_farAway_hasLeader() throws {
    let crowd = Rect(x: 30, y: 0, width: 40, height: 60)
    var placer = LabelPlacer(
      bounds: Rect(x: 0, y: 0, width: 100, height: 60), taken: [crowd], ink: [])
    let anchor = Point(50, 30)
    let wish = LabelRequest(
      "ab", anchor: anchor, style: plainText, leader: Stroke(black, width: 0.4))
    let placed = try #require(placer.place([wish], measurer: PlainMeasurer()).first)
    let leader = try #require(placed.leader)
    #expect(leader.0 == anchor)
    #expect(
      placed.box.inset(by: -1.001).contains(Rect(x: leader.1.x, y: leader.1.y, width: 0, height: 0))
    )
    #expect(leader.1.distance(to: anchor) > 15)
  }

  @Test("without a leader's stroke none is drawn, however far")
  func label_noLeaderWanted_hasNone() throws {
    let crowd = Rect(x: 30, y: 0, width: 40, height: 60)
    var placer = LabelPlacer(
      bounds: Rect(x: 0, y: 0, width: 100, height: 60), taken: [crowd], ink: [])
    let wish = LabelRequest("ab", anchor: Point(50, 30), style: plainText)
    let placed = try #require(placer.place([wish], measurer: PlainMeasurer()).first)
    #expect(placed.leader == nil)
  }

  @Test("the same wishes find the same places")
  func labels_again_areSame() {
    let wishes = (0..<12).map { index in
      LabelRequest(
        "\(index)", anchor: Point(50 + Double(index % 3), 30), style: plainText, leader: nil)
    }
    func place() -> [LabelPlacer.Placed] {
      var placer = LabelPlacer(bounds: Rect(x: 0, y: 0, width: 100, height: 60), ink: [])
      return placer.place(wishes, measurer: PlainMeasurer())
    }
    #expect(place() == place())
    #expect(place().count == 12)
  }
}
