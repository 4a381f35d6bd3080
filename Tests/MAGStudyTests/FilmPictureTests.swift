import Foundation
import MAGFigures
import MAGFiles
import MAGGeometry
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Films as figures and documents") struct FilmPictureTests {
  private func film(_ change: (inout FilmSettings) -> Void = { _ in }) throws -> Film {
    var settings = FilmSettings()
    (settings.index, settings.epsilon, settings.steps) = (2, 0.4, 20)
    change(&settings)
    let network = try Toy.network()
    return try Measure.film(
      of: network, exact: Network<Double>(network), on: Toy.measured(), settings: settings,
      box: .none)
  }

  @Test("frames are the ends, the steps with a change, and the middles of the widest gaps")
  func frames_selection_followsItsRule() throws {
    var film = try film()
    film.changes = []
    #expect(film.frameRows(2) == [0, 20])
    #expect(film.frameRows(4) == [0, 5, 10, 20])
    #expect(film.frameRows(5) == [0, 5, 10, 15, 20])
    #expect(film.frameRows(100) == Array(0...20))
    film.changes = [3, 3, 7, 8].map { step in
      FilmChange(
        step: step, isAtIterate: false, position: Double(step) - 0.5, arcLength: 0,
        crossing: Crossing(t: 0.5, fromClass: 0, toClass: 1))
    }
    #expect(film.frameRows(3) == [0, 3, 20])
    #expect(film.frameRows(5) == [0, 3, 7, 8, 20])
    #expect(film.frameRows(6) == [0, 3, 7, 8, 14, 20])
  }

  @Test("with a random start, step k is shown by the point after step k")
  func frames_randomStart_areShifted() throws {
    var film = try film { $0.start = .uniform }
    film.changes = [0, 4].map { step in
      FilmChange(
        step: step, isAtIterate: false, position: Double(step) - 0.5, arcLength: 0,
        crossing: Crossing(t: 0.5, fromClass: 0, toClass: 1))
    }
    #expect(film.frameRows(4) == [0, 1, 5, 21])
    #expect(film.points[5].step == 4 && film.points[1].step == 0)
  }

  @Test("the figure has the film's numbers, and can be drawn and read again")
  func figure_ofFilm_hasItsNumbers() throws {
    let film = try film { $0.to = 1 }
    var settings = FilmSettings()
    (settings.index, settings.to, settings.epsilon, settings.frames) = (2, 1, 0.4, 5)
    let figure = FilmFigure(
      settings, [("a", film), ("b", film)], of: Toy.images(), arrangement: .columns, notice: nil)
    #expect(figure.label == 2 && figure.target == 1 && figure.width == Toy.side)
    let model = try #require(figure.models.first)
    #expect(model.frames.count == 5 && model.startClass == film.startClass)
    #expect(model.changes.map(\.position) == film.changes.map(\.position))
    #expect(model.margins.map(\.label) == film.margins.margin)
    #expect(model.shares.map(\.whole) == film.points.map(\.perturbation.onManifoldShare))
    #expect(model.frames[0].pixels == film.trajectory.points.row(0).map { Double($0) })
    let again = try FilmFigure.read(figure.json(), from: "film")
    #expect(again == figure)
    _ = try again.figure(theme: .paper)
  }

  @Test("the document has every key of the contract, null where a number is undefined")
  func film_encoded_hasKeys() throws {
    let text = String(decoding: try OrderedJSON.encode(film()), as: UTF8.self)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "index", "label", "target", "method", "step_size", "restart", "reached", "start_class",
        "end_class", "length", "pieces", "points", "changes", "margins",
      ])
    #expect(object["target"] is NSNull)
    let points = try #require(object["points"] as? [[String: Any]])
    #expect(points[0]["step"] is NSNull && points[0]["leg"] is NSNull)
    let whole = try #require(points[0]["perturbation"] as? [String: Any])
    #expect(whole["on_manifold_share"] is NSNull && whole["l2"] as? Double == 0)
    let leg = try #require(points[1]["leg"] as? [String: Any])
    #expect(Set(leg.keys).isSuperset(of: ["status", "pieces", "linf", "l2", "on_manifold_share"]))
    for change in try #require(object["changes"] as? [[String: Any]]) {
      #expect(
        Set(change.keys).isSuperset(of: [
          "step", "at_iterate", "position", "arc_length", "t", "from_class", "to_class",
          "angle_degrees", "alignment", "in_manifold_cosine", "on_manifold_term",
        ]))
    }
    #expect(!text.contains("trajectory"))
  }
}
