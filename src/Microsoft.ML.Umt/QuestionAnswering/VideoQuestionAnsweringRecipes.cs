using System.Collections.Frozen;

namespace Microsoft.ML.Umt;

/// <summary>Every question-answering recipe that the library knows by name: those of the authors (spec umt-multi 10). Thread-safe.</summary>
public static class VideoQuestionAnsweringRecipes
{
    private static readonly string[] Starts = ["b16_5m", "b16_17m", "b16_25m", "l16_5m", "l16_17m", "l16_25m"];

    /// <summary>All recipes. The authors shipped no base-size recipe of MSRVTT-QA from 25M pairs: their file of that name describes the large model.</summary>
    public static IReadOnlyList<VideoQuestionAnsweringRecipe> All { get; } =
    [
        .. Sizes("anet-qa", "anet_qa", (4e-5, 12, .2), (4e-5, 12, .2), (4e-5, 12, .2), (4e-5, 10, .3), (4e-5, 12, .3), (4e-5, 10, .3)),
        .. Sizes("msrvtt-qa", "msrvtt_qa", (2e-5, 8, .2), (2e-5, 8, .2), null, (2e-5, 8, .4), (2e-5, 6, .4), (4e-5, 5, .4)),
        .. Sizes("msvd-qa", "msvd_qa", (2e-5, 15, .2), (2e-5, 15, .2), (6e-5, 6, .2), (6e-5, 6, .4), (6e-5, 6, .4), (6e-5, 6, .4)),
    ];

    private static readonly FrozenDictionary<string, VideoQuestionAnsweringRecipe> ByName = All.ToFrozenDictionary(recipe => recipe.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The recipe of that name; case does not matter.</summary>
    /// <exception cref="ArgumentException">There is no such recipe; the message lists the names there are.</exception>
    public static VideoQuestionAnsweringRecipe Get(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return ByName.TryGetValue(name, out var recipe)
            ? recipe
            : throw new ArgumentException($"There is no question-answering recipe '{name}'. Known: {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));
    }

    private static IEnumerable<VideoQuestionAnsweringRecipe> Sizes(string dataset, string files, params (double Rate, int Epochs, double DropPath)?[] models)
    {
        for (var i = 0; i < models.Length; i++)
        {
            if (models[i] is not var (rate, epochs, dropPath))
                continue;
            yield return new VideoQuestionAnsweringRecipe
            {
                Name = $"{dataset}-{Starts[i].Replace('_', '-')}",
                Description = $"The authors' finetuning of {Starts[i]} on {files}_train: 8 GPUs of 32 questions, here accumulated on one.",
                Model = $"umt-vt-{Starts[i][..3]}",
                StartsFrom = Starts[i],
                TrainingSet = $"{files}_train",
                AnswerList = $"{files}_answer_list",
                TestSet = $"{files}_test",
                Epochs = epochs,
                LearningRate = rate,
                DropPath = dropPath,
            };
        }
    }
}
