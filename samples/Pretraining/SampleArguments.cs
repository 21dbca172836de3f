using System.Globalization;
using CommandLine;

namespace Pretraining;

/// <summary>What can be said on the command line. Without any of it the sample makes its own clips.</summary>
internal sealed class SampleArguments
{
    [Option("pretrain-on", MetaValue = "FOLDERS", Separator = ',', HelpText = "Learn from all videos in these folders and their sub-folders; no label is looked at. With --data its training clips are added.")]
    public IEnumerable<string> PretrainOn { get; set; } = [];

    [Option("data", MetaValue = "FOLDER", HelpText = "Labelled clips to finetune on and to test with: one sub-folder for each class, or one flat folder with --label-pattern. Default: clips that the sample makes.")]
    public string? Data { get; set; }

    [Option("label-pattern", MetaValue = "PATTERN", HelpText = "Where the class stands in the names of files in a flat folder, for example '<sample>_<sequence>_<class>'.")]
    public string? LabelPattern { get; set; }

    [Option("class-names", MetaValue = "NAMES", Separator = ',', HelpText = "Names for the classes 0, 1, 2 … of --label-pattern, for example handshake,hug,kick.")]
    public IEnumerable<string> ClassNames { get; set; } = [];

    [Option("group-by", MetaValue = "PART", HelpText = "Part of --label-pattern whose clips belong together and are never split, for example sequence.")]
    public string? GroupBy { get; set; }

    [Option("leave-one-group-out", HelpText = "Test on each group in turn after finetuning on all others. Groups are pretrained for in --parts: no encoder ever sees, even without labels, a clip that it is tested on.")]
    public bool LeaveOneGroupOut { get; set; }

    [Option("parts", Default = 2, MetaValue = "N", HelpText = "With --leave-one-group-out: pretrainings for each start and seed. Each serves the groups of one part and learns from all others.")]
    public int Parts { get; set; }

    [Option("groups", Separator = ',', MetaValue = "NAMES", HelpText = "With --leave-one-group-out: test these groups only, for a quick look.")]
    public IEnumerable<string> Groups { get; set; } = [];

    [Option("teacher", MetaValue = "FILE", HelpText = "Weights of the image model that teaches. Default: none, and only pixels are reconstructed.")]
    public string? Teacher { get; set; }

    [Option("teacher-model", Default = "vit-ti16-augreg", MetaValue = "NAME", HelpText = "What --teacher holds: clip-b16, clip-l14, clip-l14-336, or an image model preset.")]
    public string TeacherModel { get; set; } = "";

    [Option("starts", Separator = ',', MetaValue = "NAMES", HelpText = "Where finetuning starts: random-weights, pixels, attention-mask, random-mask, tube-mask. Default: the first three; --compare takes all.")]
    public IEnumerable<string> Starts { get; set; } = [];

    [Option("compare", HelpText = "Compare all starts: the whole network is finetuned from the first three, the other masks are compared by a head.")]
    public bool Compare { get; set; }

    [Option("seeds", Separator = ',', MetaValue = "NUMBERS", HelpText = "Repeat everything with these seeds. Default: 1.")]
    public IEnumerable<int> Seeds { get; set; } = [];

    [Option("student", MetaValue = "PRESET", HelpText = "The video model that learns. Default: umt-ti16, umt-xs16 for the sample's own clips.")]
    public string? Student { get; set; }

    [Option("image-size", MetaValue = "PIXELS", HelpText = "Side of the student's frames. Default: that of the preset.")]
    public int? ImageSize { get; set; }

    [Option("frames", MetaValue = "N", HelpText = "Frames of the student's clips. Default: those of the preset.")]
    public int? Frames { get; set; }

    [Option("tubelet", MetaValue = "N", HelpText = "Frames that share a token. Default: those of the preset.")]
    public int? Tubelet { get; set; }

    [Option("depth", MetaValue = "N", HelpText = "Blocks of the student. Default: those of the preset.")]
    public int? Depth { get; set; }

    [Option("pretraining-epochs", Default = 40, MetaValue = "N", HelpText = "Passes over the unlabelled clips.")]
    public int PretrainingEpochs { get; set; }

    [Option("pretraining-batch", Default = 8, MetaValue = "N", HelpText = "Clips of a pretraining step.")]
    public int PretrainingBatch { get; set; }

    [Option("pretraining-rate", Default = 2e-3, MetaValue = "X", HelpText = "Highest learning rate of pretraining.")]
    public double PretrainingRate { get; set; }

    [Option("mask-ratio", Default = 0.8, MetaValue = "X", HelpText = "Share of the tokens that the student does not see.")]
    public double MaskRatio { get; set; }

    [Option("aligned-layers", MetaValue = "N", HelpText = "Layers that are aligned, from the last one down. Default: 6, or all of a shallower student.")]
    public int? AlignedLayers { get; set; }

    [Option("epochs", Default = 16, MetaValue = "N", HelpText = "Passes over the labelled clips in finetuning.")]
    public int Epochs { get; set; }

    [Option("batch", Default = 8, MetaValue = "N", HelpText = "Clips of a finetuning step.")]
    public int Batch { get; set; }

    [Option("rate", Default = 1e-3, MetaValue = "X", HelpText = "Highest learning rate of finetuning, the same for every start.")]
    public double Rate { get; set; }

    [Option("layer-decay", MetaValue = "X", HelpText = "Factor on the learning rate from one block to the one below it. Default: the library's, 0.75 for pretrained encoders and 1 for random weights.")]
    public double? LayerDecay { get; set; }

    [Option("head-only", HelpText = "Train only a head on the encoder as it is; leave the training of the whole network out.")]
    public bool HeadOnly { get; set; }

    [Option("no-flip", HelpText = "Never mirror clips: left and right matter.")]
    public bool NoFlip { get; set; }

    [Option("gpu", MetaValue = "N", HelpText = "Number of the GPU to use. Default: the CPU.")]
    public int? Gpu { get; set; }

    [Option("out", Default = "pretraining-out", MetaValue = "FOLDER", HelpText = "Folder for encoders, results and pictures. A run that was interrupted goes on from what lies there.")]
    public string Out { get; set; } = "";

    /// <summary>Whether the sample makes its own clips.</summary>
    public bool MakesClips => Data is null && !PretrainOn.Any();

    /// <summary>Whether there is nothing to finetune on.</summary>
    public bool PretrainsOnly => Data is null && PretrainOn.Any();

    /// <summary>Everything that decides a number, as text; not what is repeated, where and for which starts, since results of those stand side by side.</summary>
    public string Describe() => string.Join('\n',
        from property in typeof(SampleArguments).GetProperties()
        where property.Name is not (nameof(Out) or nameof(Gpu) or nameof(Seeds) or nameof(Starts) or nameof(Compare) or nameof(Groups) or nameof(HeadOnly) or nameof(MakesClips) or nameof(PretrainsOnly))
        let value = property.GetValue(this)
        select string.Create(CultureInfo.InvariantCulture, $"{property.Name} = {(value is IEnumerable<string> list ? string.Join(", ", list) : value)}"));
}
