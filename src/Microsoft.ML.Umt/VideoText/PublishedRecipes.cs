namespace Microsoft.ML.Umt.VideoText;

/// <summary>The authors' recipes (spec umt-multi 10). Numbers of the six models stand in the order B 5M, 17M, 25M, L 5M, 17M, 25M.</summary>
internal static class PublishedRecipes
{
    private static readonly string[] Corpora = ["5m", "17m", "25m"];

    private static readonly string[][] CorpusFiles =
    [
        ["webvid_train", "cc3m_train"],
        ["webvid_train", "cc3m_train", "coco", "vg", "sbu", "cc12m_train"],
        ["webvid_10m_train", "cc3m_train", "coco", "vg", "sbu", "cc12m_train"],
    ];

    public static IEnumerable<VideoTextRecipe> Pretraining =>
        from large in new[] { false, true }
        from corpus in Enumerable.Range(0, Corpora.Length)
        select new VideoTextRecipe
        {
            Name = $"pretrain-{Size(large)}-{Corpora[corpus]}",
            Description = $"The authors' pretraining of {Model(large)} on their {Corpora[corpus].ToUpperInvariant()} pairs: {(large ? 32 : 16)} GPUs of 128 pairs, here accumulated on one.",
            Kind = VideoTextRecipeKind.Pretraining,
            Model = Model(large),
            Teacher = large ? "clip-l14" : "clip-b16",
            TrainingSets = CorpusFiles[corpus],
            TestSet = "msrvtt_test1k",
            Epochs = 10,
            WarmupEpochs = 1,
            BatchSize = 128,
            PairsPerStep = large ? 4096 : 2048,
            LearningRate = 1e-4,
            DropPath = large ? 0.2 : 0.1,
            Frames = 4,
            TextLength = 32,
        };

    public static IEnumerable<VideoTextRecipe> Finetuning =>
    [
        .. Sizes("msrvtt", "msrvtt_ret_train9k", "msrvtt_ret_test1k", 32,
            (2e-5, 10, 0, .2), (2e-5, 10, 0, .2), (1e-5, 10, 1, .2), (2e-5, 7, 1, .3), (2e-5, 7, 1, .3), (2e-5, 7, 1, .3)),
        .. Sizes("didemo", "didemo_ret_train", "didemo_ret_test", 64,
            (2e-5, 15, 1, .1), (2e-5, 10, 1, .1), (2e-5, 12, 1, .1), (4e-5, 5, 1, .3), (4e-5, 5, 1, .3), (4e-5, 5, 1, .2))
            .Select(recipe => recipe with { Captions = CaptionUse.Paragraph, LongestVideo = TimeSpan.FromSeconds(30) }),
        .. Sizes("anet", "anet_ret_train", "anet_ret_val", 150,
            (4e-5, 20, 1, .1), (4e-5, 20, 1, .1), (4e-5, 20, 1, .1), (4e-5, 20, 1, .2), (4e-5, 20, 1, .3), (4e-5, 20, 1, .2))
            .Select(recipe => recipe with { Captions = CaptionUse.Paragraph }),
        .. Sizes("lsmdc", "lsmdc_ret_train", "lsmdc_ret_test_1000", 96,
            (2e-5, 10, 1, .2), (2e-5, 10, 1, .2), (2e-5, 10, 1, .2), (2e-5, 8, 1, .2), (2e-5, 8, 1, .2), (2e-5, 8, 1, .2)),
        .. Sizes("msvd", "msvd_ret_train", "msvd_ret_test", 64,
            (1e-5, 5, 0, .2), (1e-5, 5, 0, .2), (1e-5, 5, 0, .2), (1e-5, 3, 0, .3), (1e-5, 3, 0, .3), (1e-5, 3, 0, .3)),
        .. Sizes("ssv2-label", "ssv2_ret_label_train", "ssv2_ret_label_val_small", 25,
            (5e-5, 10, 0, .1), (5e-5, 10, 0, .1), (5e-5, 10, 0, .1), (5e-5, 10, 0, .2), (5e-5, 10, 0, .2), (4e-5, 10, 0, .2))
            .Select(recipe => recipe with { SameWhen = PairIdentity.Caption }),
        .. Sizes("ssv2-template", "ssv2_ret_template_train", "ssv2_ret_template_val_small", 25,
            (1e-4, 10, 1, .1), (1e-4, 10, 1, .1), (1e-4, 10, 1, .1), (1e-4, 10, 1, .2), (1e-4, 8, 1, .2), (1e-4, 5, 1, .2))
            .Select(recipe => recipe with { SameWhen = PairIdentity.Caption }),
        .. Sizes("msrvtt-mc", "msrvtt_ret_train7k", "msrvtt_mc_test", 32,
            (8e-5, 5, 0, .2), (2e-5, 5, 0, .2), (8e-5, 3, 0, .2), (4e-5, 5, 0, .3), (4e-5, 5, 0, .3), (4e-5, 5, 0, .3)),
    ];

    public static IEnumerable<VideoTextRecipe> ZeroShot =>
        from large in new[] { false, true }
        from recipe in new[]
        {
            Unseen("msrvtt", large, "msrvtt_ret_test1k", 32),
            Unseen("didemo", large, "didemo_ret_test", 64) with { Captions = CaptionUse.Paragraph, LongestVideo = TimeSpan.FromSeconds(30) },
            Unseen("anet", large, "anet_ret_val", 150) with { Captions = CaptionUse.Paragraph },
            Unseen("lsmdc", large, "lsmdc_ret_test_1000", large ? 96 : 64),
            Unseen("msvd", large, "msvd_ret_test", 64),
        }
        select recipe;

    private static IEnumerable<VideoTextRecipe> Sizes(
        string dataset, string trainingSet, string testSet, int textLength, params (double Rate, int Epochs, double Warmup, double DropPath)[] models)
    {
        for (var i = 0; i < models.Length; i++)
        {
            var (large, corpus) = (i >= Corpora.Length, Corpora[i % Corpora.Length]);
            var (rate, epochs, warmup, dropPath) = models[i];
            yield return new VideoTextRecipe
            {
                Name = $"{dataset}-{Size(large)}-{corpus}",
                Description = $"The authors' finetuning of {Size(large)}_{corpus} on {trainingSet}: 8 GPUs of 32 pairs, here accumulated on one.",
                Kind = VideoTextRecipeKind.Finetuning,
                Model = Model(large),
                StartsFrom = $"{Size(large)}_{corpus}",
                TrainingSets = [trainingSet],
                TestSet = testSet,
                Epochs = epochs,
                WarmupEpochs = warmup,
                LearningRate = rate,
                DropPath = dropPath,
                TextLength = textLength,
            };
        }
    }

    private static VideoTextRecipe Unseen(string dataset, bool large, string testSet, int textLength) => new()
    {
        Name = $"zeroshot-{dataset}-{Size(large)}",
        Description = $"{testSet} with a pretrained {Model(large)} as it is.",
        Kind = VideoTextRecipeKind.ZeroShot,
        Model = Model(large),
        StartsFrom = $"{Size(large)}_25m",
        TestSet = testSet,
        Frames = 4,
        TextLength = textLength,
    };

    private static string Size(bool large) => large ? "l16" : "b16";

    private static string Model(bool large) => $"umt-vt-{Size(large)}";
}
