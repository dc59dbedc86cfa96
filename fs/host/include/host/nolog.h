/* After config.h: fs/ without the journal. */
#pragma once

#undef CONFIG_FS_LOG
