/// The help of the commands with the most options, as people read it on 80 columns.
///
/// After a wanted change, paste what the program prints.
enum HelpSnapshots {
  static let crossings = """
    OVERVIEW: Find decision boundaries between images and the angles of crossing
    them (Figure 2).

    Along the straight path between two images every class change is found, exactly
    for piecewise linear networks. The angle is that between the path and the
    boundary: 90° is head-on, 0° grazing. Exact paths are certified by fresh
    forward passes, and can be set beside what uniform samples would have found.

    For a path in the manifold's span, sin θ = c(n) · in-manifold cosine; for
    others it is the sum of a term on and a term off the manifold. --decomposition
    draws these parts of all crossings.

    Files: figure-2.png, .svg, .pdf, .json and .csv, and figure-2-decomposition
    with the same endings; with --out crossings, crossings.png and so on.

    Examples:
      mag crossings model.safetensors --pairs 7:2,15:3 --out crossings
      mag crossings model.safetensors --random 1000 --seed 1 --json crossings.json
      mag crossings model.safetensors --random 500 --decomposition --out crossings
      mag crossings model.safetensors --images two.png three.png
      mag crossings model.safetensors --random 20 --audit 1000

    USAGE: mag crossings [<options>] <file> ...

    ARGUMENTS:
      <file>                  Checkpoints (safetensors, PyTorch, NumPy, ONNX or
                              NNet).

    PAIRS:
      --pairs <list>          Numbers of images in the split, such as 7:2,15:3.
      --pairs-file <file>     A text file with a pair of numbers a line (7:2, 7,2
                              or 7 2); # begins a comment.
      --random <n>            That many pairs of images of different classes, by
                              --seed; all are kept in memory, so for many thousands
                              use mag atlas, which streams them.
      --images <a.png b.png>  Two PNG pictures of any kind; made into images like
                              the data's, and how is said.
      --invert                Turn dark ink on light paper in --images into light
                              on dark.

    CHECKS:
      --certificate <all|N|none>
                              Ends of pieces that are evaluated afresh to certify
                              an exact path: all, every N-th, or none; but for
                              none, every crossing too (default: 64).
      --audit <N>             Set exact paths beside what N uniform samples and
                              bisection say of them.
      --audit-precision <precision>
                              The arithmetic of the audit's samples (with --audit;
                              default: double). (values: single, double)

    DATA:
      --data <full|sample|DIR>
                              full MNIST from the cache, the embedded sample of it,
                              or a folder with four IDX files or an .npz archive,
                              or the archive. (default: full)
      --split <split>         The images that are measured. (values: test, train,
                              validation; default: test)
      --validation <images>   Training images set aside from the end, left out of
                              the manifold's fit too. (default: 0)

    MANIFOLD:
      --manifold-reading <reading>
                              One PCA of all, k components of every class stacked,
                              or of each image's own class (leaks the label).
                              (values: global, per-class, own-class; default:
                              global)
      --centering <centering> What the mean has to do with it: no mean anywhere;
                              subtracted and added back; or the components of the
                              centred PCA without the mean. (values: uncentered,
                              centered, centered-components; default: uncentered)
      --components <k>        Principal components k, in all or of each class.
                              (default: 28)
      --basis <file>          An orthonormal basis [k, d] of your own instead:
                              tensor W of a safetensors file, or a .npy array.

    INPUTS:
      --inputs <raw|projected>
                              Raw images, or images projected on the manifold
                              (default: what the checkpoint says, else raw).
                              (values: raw, projected)
      --scale, --input-scale <factor>
                              What pixels in [0, 1] are multiplied by for the
                              network, 255 for one of bytes (default: what the
                              checkpoint says, else 1).
      --mean, --input-mean <means>
                              What is subtracted next: a number, or one a channel
                              with commas (default likewise, else 0).
      --std, --input-std <stds>
                              What it is divided by at last, likewise (default
                              likewise, else 1).
      --activation <name>     The activation after every dense layer but the last,
                              where the file names none: relu, leaky-relu:SLOPE,
                              hard-tanh, sigmoid, tanh, gelu, softplus, elu:ALPHA,
                              identity (default: relu, which is said).
      --transposed            The weights lie as [inputs, outputs], whatever the
                              custom of the file's format is.
      --architecture <file.yaml>
                              A YAML file that names the layers, for state dicts of
                              networks that are no chain of dense layers; see
                              Documentation/checkpoints.md.

    OUTPUT:
      --out <basename>        Where the figure goes, without an extension; its data
                              are written beside it as .json and .csv (default: a
                              name in this folder, or no figure with --json).
      --json <file|->         Write the results as JSON; - for standard output,
                              which then holds nothing else.
      --format <list>         Kinds of picture, of png, png@2x, svg and pdf
                              (default: png,svg,pdf).
      --width <width>         Width in inches, or a name for column 3.25, page
                              6.75, icml 3.25, icml-page 6.75, neurips 5.5, iclr
                              5.5, jmlr 6, tmlr 6.5, aaai 3.3125, aaai-page 7, cvpr
                              3.28125, cvpr-page 6.875. (default: page)
      --palette <palette>     Colours: standard, okabe-ito, tol-bright, gray.
                              (default: standard)
      --theme <paper|dark>    paper, or dark for slides and web pages. (default:
                              paper)
      --font <family>         The family of all text. (default: DejaVu Sans)
      --font-size <points>    Size of labels in points; all other text keeps its
                              proportion to them. (default: 7.5)
      --models <name,name>    Show these models alone, in this order; the data keep
                              all.
      --title <text>          Words over the picture, inside the graphic (default:
                              none).
      --svg-text <text|outline>
                              Text of an svg: text in a stack of fonts, or outlines
                              of the very font. (values: text, outline; default:
                              text)
      --dpi <dpi>             Pixels an inch of a png. (default: 300)

    RUN:
      --seed <seed>           Of everything that is drawn at random. (default: 0)
      --threads <threads>     Threads to use (default: all cores); the results do
                              not depend on it.
      --quiet                 No progress and no notices on standard error.

    OPTIONS:
      --method <method>       How crossings are found. (values: auto, exact,
                              sampled; default: auto)
      --samples <samples>     Steps a path of the sampled method. (default: 1000)
      --kinks                 Record the positions of all kinks in the JSON (exact
                              method).
      --decomposition         Also draw what the angles of all crossings are made
                              of, as <basename>-decomposition.
      --version               Show the version.
      -h, --help              Show help information.
    """

  static let robustness = """
    OVERVIEW: Measure accuracy under attack over a range of radii (Figure 3).

    Radii are in pixel units, images being in [0, 1]. An image that is wrong when
    clean counts as broken; intervals are Wilson's at 95 %. FGSM judges each radius
    alone; PGD by --count.

    Examples:
      mag robustness baseline.safetensors robust.safetensors --out robustness
      mag robustness model.safetensors --attacks pgd --epsilons 0.1 --indices 3,17
    --json -

    USAGE: mag robustness [<options>] <file> ...

    ARGUMENTS:
      <file>                  Checkpoints (safetensors, PyTorch, NumPy, ONNX or
                              NNet).

    ATTACK:
      --norm <linf|l2>        How the size of a perturbation is measured. (values:
                              linf, l2; default: linf)
      --box <none|unit|data>  Values that pixels may take: any, [0, 1], or each
                              pixel's range over the training images (default: none
                              for projected inputs, unit for raw ones). (values:
                              none, unit, data)
      --steps <steps>         Steps of PGD. (default: 40)
      --step-size <step>      Length of a step of PGD in pixel units, images being
                              in [0, 1] (default: 2.5 ε / steps).
      --start <none|uniform>  Where PGD starts in the ball. (values: none, uniform;
                              default: none)
      --restarts <restarts>   Runs of PGD an image, each from its own random start.
                              (default: 1)
      --gradient <kind>       The function of the logits whose input gradient is
                              followed. (values: loss, true-logit, predicted-logit,
                              margin; default: loss)

    DATA:
      --data <full|sample|DIR>
                              full MNIST from the cache, the embedded sample of it,
                              or a folder with four IDX files or an .npz archive,
                              or the archive. (default: full)
      --split <split>         The images that are measured. (values: test, train,
                              validation; default: test)
      --validation <images>   Training images set aside from the end, left out of
                              the manifold's fit too. (default: 0)

    MANIFOLD:
      --manifold-reading <reading>
                              One PCA of all, k components of every class stacked,
                              or of each image's own class (leaks the label).
                              (values: global, per-class, own-class; default:
                              global)
      --centering <centering> What the mean has to do with it: no mean anywhere;
                              subtracted and added back; or the components of the
                              centred PCA without the mean. (values: uncentered,
                              centered, centered-components; default: uncentered)
      --components <k>        Principal components k, in all or of each class.
                              (default: 28)
      --basis <file>          An orthonormal basis [k, d] of your own instead:
                              tensor W of a safetensors file, or a .npy array.

    INPUTS:
      --inputs <raw|projected>
                              Raw images, or images projected on the manifold
                              (default: what the checkpoint says, else raw).
                              (values: raw, projected)
      --scale, --input-scale <factor>
                              What pixels in [0, 1] are multiplied by for the
                              network, 255 for one of bytes (default: what the
                              checkpoint says, else 1).
      --mean, --input-mean <means>
                              What is subtracted next: a number, or one a channel
                              with commas (default likewise, else 0).
      --std, --input-std <stds>
                              What it is divided by at last, likewise (default
                              likewise, else 1).
      --activation <name>     The activation after every dense layer but the last,
                              where the file names none: relu, leaky-relu:SLOPE,
                              hard-tanh, sigmoid, tanh, gelu, softplus, elu:ALPHA,
                              identity (default: relu, which is said).
      --transposed            The weights lie as [inputs, outputs], whatever the
                              custom of the file's format is.
      --architecture <file.yaml>
                              A YAML file that names the layers, for state dicts of
                              networks that are no chain of dense layers; see
                              Documentation/checkpoints.md.

    OUTPUT:
      --out <basename>        Where the figure goes, without an extension; its data
                              are written beside it as .json and .csv (default: a
                              name in this folder, or no figure with --json).
      --json <file|->         Write the results as JSON; - for standard output,
                              which then holds nothing else.
      --format <list>         Kinds of picture, of png, png@2x, svg and pdf
                              (default: png,svg,pdf).
      --width <width>         Width in inches, or a name for column 3.25, page
                              6.75, icml 3.25, icml-page 6.75, neurips 5.5, iclr
                              5.5, jmlr 6, tmlr 6.5, aaai 3.3125, aaai-page 7, cvpr
                              3.28125, cvpr-page 6.875. (default: page)
      --palette <palette>     Colours: standard, okabe-ito, tol-bright, gray.
                              (default: standard)
      --theme <paper|dark>    paper, or dark for slides and web pages. (default:
                              paper)
      --font <family>         The family of all text. (default: DejaVu Sans)
      --font-size <points>    Size of labels in points; all other text keeps its
                              proportion to them. (default: 7.5)
      --models <name,name>    Show these models alone, in this order; the data keep
                              all.
      --title <text>          Words over the picture, inside the graphic (default:
                              none).
      --svg-text <text|outline>
                              Text of an svg: text in a stack of fonts, or outlines
                              of the very font. (values: text, outline; default:
                              text)
      --dpi <dpi>             Pixels an inch of a png. (default: 300)

    RUN:
      --seed <seed>           Of everything that is drawn at random. (default: 0)
      --threads <threads>     Threads to use (default: all cores); the results do
                              not depend on it.
      --quiet                 No progress and no notices on standard error.

    OPTIONS:
      --epsilons <list>       Radii in pixel units, separated by commas. (default:
                              0,0.025,0.05,0.075,0.1,0.15,0.2,0.3)
      --attacks <list>        Of fgsm and pgd. (default: fgsm,pgd)
      --count <any|last>      PGD breaks an image by any iterate at this or a
                              smaller radius, or by the last iterate at this radius
                              alone. (values: any, last; default: any)
      --indices <list>        These images of the split only, for example 3,17.
      --list-broken           Record the numbers of the images that broke (with
                              --indices always).
      --version               Show the version.
      -h, --help              Show help information.
    """

  static let dataInfo = """
    OVERVIEW: Say which data are there: counts, digests, pixels, and the manifold's
    numbers.

    Example: mag data info --data sample --components 28

    USAGE: mag data info [--data <full|sample|DIR>] [--split <split>] [--validation \
    <images>] [--manifold-reading <reading>] [--centering <centering>] [--components <k>] \
    [--basis <file>] [--json <file|->] [--seed <seed>] [--threads <threads>] [--quiet]

    DATA:
      --data <full|sample|DIR>
                              full MNIST from the cache, the embedded sample of it,
                              or a folder with four IDX files or an .npz archive,
                              or the archive. (default: full)
      --split <split>         The images that are measured. (values: test, train,
                              validation; default: test)
      --validation <images>   Training images set aside from the end, left out of
                              the manifold's fit too. (default: 0)

    MANIFOLD:
      --manifold-reading <reading>
                              One PCA of all, k components of every class stacked,
                              or of each image's own class (leaks the label).
                              (values: global, per-class, own-class; default:
                              global)
      --centering <centering> What the mean has to do with it: no mean anywhere;
                              subtracted and added back; or the components of the
                              centred PCA without the mean. (values: uncentered,
                              centered, centered-components; default: uncentered)
      --components <k>        Principal components k, in all or of each class.
                              (default: 28)
      --basis <file>          An orthonormal basis [k, d] of your own instead:
                              tensor W of a safetensors file, or a .npy array.

    OUTPUT:
      --json <file|->         Write the results as JSON; - for standard output,
                              which then holds nothing else.

    RUN:
      --seed <seed>           Of everything that is drawn at random. (default: 0)
      --threads <threads>     Threads to use (default: all cores); the results do
                              not depend on it.
      --quiet                 No progress and no notices on standard error.

    OPTIONS:
      --version               Show the version.
      -h, --help              Show help information.
    """
}
