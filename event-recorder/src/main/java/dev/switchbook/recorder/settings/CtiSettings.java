package dev.switchbook.recorder.settings;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig;
import dev.switchbook.common.redis.RedisSettings;
import java.util.Set;

/** What {@code cti.json} says to the recorder. */
public record CtiSettings(RedisSettings redis, RecorderSettings recorder, GuiSettings gui) {

    /** The blocks that {@link #read} asks for. */
    public static final Set<BlockName> USES = Set.of(BlockName.REDIS, BlockName.RECORDER, BlockName.GUI);

    /**
     * Reads the blocks. Problems beyond those of single blocks: a sink that is called like {@code recorder.auth-stream}; on a Redis
     * Cluster hash, list and stream of one block in more than one slot.
     */
    public static CtiSettings read(CtiConfig config) {
        RedisSettings redis = RedisSettings.read(config.block(BlockName.REDIS));
        RecorderSettings recorder = RecorderSettings.read(config.block(BlockName.RECORDER));
        GuiReader gui = new GuiReader(config.block(BlockName.GUI));
        gui.checkAgainst(recorder.authStream());
        if (redis.mode() == RedisSettings.Mode.CLUSTER) {
            gui.checkCluster();
        }
        return new CtiSettings(redis, recorder, gui.settings());
    }
}
