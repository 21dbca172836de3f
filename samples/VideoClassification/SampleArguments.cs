using CommandLine;

namespace VideoClassification;

/// <summary>What can be said on the command line. Without any of it the sample makes its own clips.</summary>
internal sealed class SampleArguments
{
    [Option("data", MetaValue = "FOLDER", HelpText = "Train on these clips: one sub-folder for each class, or one flat folder with --label-pattern. Default: clips that the sample makes.")]
    public string? Data { get; set; }

    [Option("test", MetaValue = "FOLDER", HelpText = "Test on these clips, which are laid out like those of --data. Default: a fifth of each class of --data.")]
    public string? Test { get; set; }

    [Option("label-pattern", MetaValue = "PATTERN", HelpText = "Where the class stands in the names of files in a flat folder, for example '<sample>_<sequence>_<class>'.")]
    public string? LabelPattern { get; set; }

    [Option("class-names", MetaValue = "NAMES", Separator = ',', HelpText = "Names for the classes 0, 1, 2 … of --label-pattern, for example handshake,hug,kick.")]
    public IEnumerable<string> ClassNames { get; set; } = [];

    [Option("group-by", MetaValue = "PART", HelpText = "Part of --label-pattern whose clips belong together and are never split, for example sequence.")]
    public string? GroupBy { get; set; }

    [Option("leave-one-group-out", HelpText = "Test on each group in turn with a model trained on all others (cross-validation by --group-by).")]
    public bool LeaveOneGroupOut { get; set; }

    [Option("weights", MetaValue = "FILE", HelpText = "Pretrained weights of the encoder. It stays as it is and a head is trained on its features. Default: train a small video model from scratch.")]
    public string? Weights { get; set; }

    [Option("model", MetaValue = "PRESET", HelpText = "The model: what --weights belong to (default vit-ti16-augreg), or what is trained from scratch (default umt-xs16).")]
    public string? Model { get; set; }

    [Option("epochs", MetaValue = "N", HelpText = "Passes over the training clips when training from scratch.")]
    public int? Epochs { get; set; }

    [Option("seed", Default = 1, MetaValue = "N", HelpText = "Everything random follows from it.")]
    public int Seed { get; set; }

    [Option("gpu", MetaValue = "N", HelpText = "Number of the GPU to use. Default: the CPU.")]
    public int? Gpu { get; set; }

    [Option("out", Default = "video-classification-out", MetaValue = "FOLDER", HelpText = "Folder for clips, model and pictures.")]
    public string Out { get; set; } = "";

    [Option("predict", MetaValue = "MODEL", HelpText = "Load this model and classify --file; nothing is trained.")]
    public string? Predict { get; set; }

    [Option("file", MetaValue = "VIDEO", HelpText = "The video to classify with --predict.")]
    public string? File { get; set; }

    [Option("from", MetaValue = "SECONDS", HelpText = "With --file: where to begin. Default: the beginning.")]
    public double? From { get; set; }

    [Option("to", MetaValue = "SECONDS", HelpText = "With --file: where to end. Default: the end.")]
    public double? To { get; set; }
}
